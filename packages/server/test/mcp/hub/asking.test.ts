import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { answers, eventually, everything, failure, openHub, pairs } from './open-hub.ts';

const sample = {
  method: 'sampling/createMessage',
  params: { messages: [{ role: 'user', content: { type: 'text', text: 'hello' } }], maxTokens: 9, later: 1 },
};
const form = {
  method: 'elicitation/create',
  params: {
    message: 'Which?',
    requestedSchema: { type: 'object', properties: { colour: { type: 'string' } } },
  },
};
const url = {
  method: 'elicitation/create',
  params: { mode: 'url', message: 'Log in', url: 'https://example.com/login', elicitationId: 'e1' },
};
const roots = { method: 'roots/list' };

describe.each(pairs)('a $client client on a $upstream server', ({ client: era, upstream }) => {
  const open = () => openHub({ servers: { one: { era: upstream } } });

  test.each([
    { what: 'a sample', question: sample, id: 'mcp-hub:bridge:sampling' },
    { what: 'a form', question: form, id: 'mcp-hub:bridge:elicitation-form' },
    { what: 'to open a URL', question: url, id: 'mcp-hub:bridge:elicitation-url' },
    { what: 'its roots', question: roots, id: 'mcp-hub:bridge:roots' },
  ])('is asked for $what, and what it answers reaches the server as it is', async ({ question, id }) => {
    verifies(id);
    await using fixture = await open();
    const client = fixture.client({ era, capabilities: everything });
    const result = await client.complete('tools/call', { name: 'ask', arguments: { questions: [question] } });
    expect(client.asked).toEqual([question]);
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify([[answers[question.method]]]) }]);
  });

  test('is asked several things at once, and again, in one call', async () => {
    verifies('mcp-hub:bridge:rounds');
    await using fixture = await open();
    const client = fixture.client({ era, capabilities: everything });
    const args = { questions: [sample, roots], rounds: 3 };
    const result = await client.complete('tools/call', { name: 'ask', arguments: args });
    expect(client.asked).toHaveLength(6);
    const round = [answers[sample.method], answers[roots.method]];
    expect(result.content).toEqual([{ type: 'text', text: JSON.stringify([round, round, round]) }]);
  });

  test('is asked for a prompt, too', async () => {
    verifies('mcp-hub:bridge:rounds');
    await using fixture = await open();
    const client = fixture.client({ era, capabilities: everything });
    const result = await client.complete('prompts/get', { name: 'curious' });
    expect(result).toMatchObject({
      messages: [{ content: { text: JSON.stringify(answers['roots/list']) } }],
    });
  });
});

describe.each(pairs.filter(({ upstream }) => upstream === '2025'))(
  'a $client client on a $upstream server',
  ({ client: era }) => {
    test.each([
      { capabilities: { roots: {} }, question: sample },
      { capabilities: { sampling: {} }, question: form },
      { capabilities: { elicitation: {} }, question: url },
      { capabilities: { elicitation: { url: {} } }, question: form },
      { capabilities: { sampling: {} }, question: roots },
      { capabilities: { sampling: {} }, question: { ...sample, params: { ...sample.params, tools: [] } } },
      { capabilities: { sampling: {} }, question: { method: 'example.com/ask', params: {} } },
    ])('with $capabilities is not asked $question.method', async ({ capabilities, question }) => {
      verifies('mcp-hub:bridge:declared-only');
      await using fixture = await openHub();
      const client = fixture.client({ era, capabilities });
      const result = await client.text('ask', { questions: [question] });
      expect(client.asked).toEqual([]);
      expect(result).toMatchObject([[{ error: { code: -32601 } }]]);
    });
  },
);

test('a 2025 client that fails to answer a 2025 server has its error passed on', async () => {
  verifies('mcp-hub:bridge:refusal');
  await using fixture = await openHub();
  const client = fixture.client({ capabilities: everything, answer: () => new Error('not now') });
  expect(await client.text('ask', { questions: [roots] })).toEqual([
    [{ error: { code: -1, message: 'not now' } }],
  ]);
});

test('a 2025 client that fails to answer a 2026 server has its call end with that error', async () => {
  verifies('mcp-hub:bridge:refusal');
  await using fixture = await openHub({ servers: { one: { era: '2026' } } });
  const client = fixture.client({ capabilities: everything, answer: () => new Error('not now') });
  expect(await failure(client.call('ask', { questions: [roots] }))).toMatchObject({
    code: -1,
    message: 'not now',
  });
});

test('a 2025 client that can answer nothing gets an error for a call of a 2026 server that needs it', async () => {
  verifies('mcp-hub:bridge:refusal');
  await using fixture = await openHub({ servers: { one: { era: '2026' } } });
  const client = fixture.client();
  expect(await failure(client.call('ask', { questions: [roots] }))).toMatchObject({ name: 'McpError' });
  expect(client.asked).toEqual([]);
});

test('a 2025 client gets an id with each URL that a 2026 server wants opened', async () => {
  verifies('mcp-hub:bridge:elicitation-url');
  await using fixture = await openHub({ servers: { one: { era: '2026' } } });
  const client = fixture.client({ capabilities: everything });
  const { elicitationId: _, ...params } = url.params;
  await client.call('ask', { questions: [{ ...url, params }] });
  expect(client.asked).toMatchObject([{ params: { ...params, elicitationId: expect.any(String) } }]);
});

test('a 2025 client is asked between its requests, too, when it has a stream', async () => {
  verifies('mcp-hub:bridge:outside');
  await using fixture = await openHub();
  const client = fixture.client({ capabilities: everything });
  client.attach();
  await client.call('ask-late', { question: roots });
  await eventually(() => client.heard).toEqual([
    { method: 'notifications/message', params: { level: 'error', data: { answer: answers['roots/list'] } } },
  ]);
});

test('a 2026 client is not asked between its requests', async () => {
  verifies('mcp-hub:bridge:outside');
  await using fixture = await openHub();
  const client = fixture.client({ era: '2026', capabilities: everything });
  await client.call('ask-late', { question: roots });
  await eventually(() => fixture.sessions.inFlight).toBe(0);
  expect(client.asked).toEqual([]);
});

test.each(['2025', '2026'] as const)(
  'a server that asks a %s client as soon as it starts is answered',
  async era => {
    verifies('mcp-hub:bridge:outside');
    await using fixture = await openHub({ servers: { one: { env: { ASKS_AT_START: 'true' } } } });
    const client = fixture.client({ era, capabilities: everything });
    const first = await client.complete('tools/call', { name: 'heard', arguments: {} });
    expect(first.isError).toBeUndefined();
    await expect
      .poll(() => client.complete('tools/call', { name: 'heard' }))
      .toMatchObject({
        content: [{ text: JSON.stringify([{ answer: answers['roots/list'] }]) }],
      });
  },
);

test('a call may take longer than its limit while its client is asked', async () => {
  verifies('mcp-hub:bridge:asking-time');
  await using fixture = await openHub({ servers: { one: { callTimeout: 1 } } });
  const client = fixture.client({
    capabilities: everything,
    answer: async () => {
      await new Promise(resolve => setTimeout(resolve, 1_300));
      return answers['roots/list'];
    },
  });
  expect(await client.text('ask', { questions: [roots] })).toEqual([[answers['roots/list']]]);
  expect(await failure(client.call('hang'))).toMatchObject({
    code: -32603,
    data: { code: 'GW_UPSTREAM_TIMEOUT', service: 'one', retryable: false },
  });
});

test('a client that never answers is given up, and the server told', async () => {
  verifies('mcp-hub:bridge:asking-time');
  await using fixture = await openHub({ mcp: { input_timeout: 1 } });
  const client = fixture.client({ capabilities: everything, answer: () => new Promise(() => {}) });
  expect(await client.text('ask', { questions: [roots] })).toMatchObject([[{ error: { code: -32603 } }]]);
});
