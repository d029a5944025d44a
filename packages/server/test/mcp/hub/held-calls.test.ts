import { randomBytes } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/mcp/hub.ts';
import { answers, eventually, everything, failure, openHub } from './open-hub.ts';

const roots = { method: 'roots/list' };
const form = {
  method: 'elicitation/create',
  params: { message: 'Which?', requestedSchema: { type: 'object' } },
};
const ask = { name: 'ask', arguments: { questions: [roots] } };
const modern = { era: '2026', capabilities: everything } as const;
const notAwaited = { code: -32602, data: { retryable: true, code: 'GW_INPUT_NOT_AWAITED' } };

test('a held call is one result with its questions and a state, and one with the answers', async () => {
  verifies('mcp-hub:held:round');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  expect(asked).toEqual({
    resultType: 'input_required',
    inputRequests: { 'input-1': roots },
    requestState: expect.stringMatching(/^gw1\.[\w-]+$/),
  });
  expect(await client.request('tools/call', { ...ask, ...client.responses(asked) })).toMatchObject({
    content: [{ text: JSON.stringify([[answers['roots/list']]]) }],
  });
  expect(fixture.sessions.inFlight).toBe(0);
});

test('the state of one principal is refused to another', async () => {
  verifies('mcp-hub:held:principal');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  const other = fixture.client({ ...modern, principal: 'other', sessionId: client.caller.sessionId });
  expect(await failure(other.request('tools/call', { ...ask, ...client.responses(asked) }))).toMatchObject({
    code: -32602,
    message: 'This requestState is of another request',
  });
});

test.each([
  { what: 'another tool', method: 'tools/call', params: { ...ask, name: 'echo' } },
  { what: 'other arguments', method: 'tools/call', params: { ...ask, arguments: { questions: [form] } } },
  { what: 'another method', method: 'prompts/get', params: { name: 'curious' } },
])('a state is refused for $what', async ({ method, params }) => {
  verifies('mcp-hub:held:request');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  expect(await failure(client.request(method, { ...params, ...client.responses(asked) }))).toMatchObject({
    code: -32602,
    message: 'This requestState is of another request',
  });
});

test('the order of keys and the metadata of a request may differ when it is made again', async () => {
  verifies('mcp-hub:held:request');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  const { name, arguments: args } = ask;
  const again = { arguments: args, name, _meta: { traceparent: 'other' }, ...client.responses(asked) };
  expect(await client.request('tools/call', again)).toMatchObject({ content: [{ type: 'text' }] });
});

test('a state holds once: a second use is refused, while the first is under way and later', async () => {
  verifies('mcp-hub:held:once');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  const again = { ...ask, ...client.responses(asked) };
  const [first, second] = await Promise.allSettled([
    client.request('tools/call', again),
    client.request('tools/call', again),
  ]);
  expect(first.status).toBe('fulfilled');
  expect(second).toMatchObject({ status: 'rejected', reason: notAwaited });
  expect(await failure(client.request('tools/call', again))).toMatchObject(notAwaited);
});

test('a state that was changed by one character, or made up, is refused', async () => {
  verifies('mcp-hub:held:forged');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  const state = String(asked.requestState);
  const changed = [0, 10, 20, 40, state.length - 5].map(at => {
    const place = 'gw1.'.length + Math.min(at, state.length - 6);
    return state.slice(0, place) + (state[place] === 'A' ? 'B' : 'A') + state.slice(place + 1);
  });
  for (const requestState of [
    ...changed,
    'gw1.',
    `gw1.${randomBytes(80).toString('base64url')}`,
    `${state}=`,
  ]) {
    const again = { ...ask, ...client.responses(asked), requestState };
    expect(await failure(client.request('tools/call', again))).toMatchObject({
      code: -32602,
      message: 'This requestState is not known here',
    });
  }
});

test('a state tells its client nothing', async () => {
  verifies('mcp-hub:held:forged');
  await using fixture = await openHub();
  const [one, two] = await Promise.all([1, 2].map(() => fixture.client(modern).request('tools/call', ask)));
  const bytes = Buffer.from(String(one?.requestState).slice(4), 'base64url').toString('latin1');
  expect(bytes).not.toContain('owner');
  expect(one?.requestState).not.toBe(two?.requestState);
});

test('an answer after the time for it is refused, and the server has been told', async () => {
  verifies('mcp-hub:held:expiry');
  await using fixture = await openHub({ mcp: { input_timeout: 1 } });
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  await eventually(() => fixture.sessions.inFlight).toBe(0);
  const late = { ...ask, ...client.responses(asked) };
  expect(await failure(client.request('tools/call', late))).toMatchObject(notAwaited);
});

test('after a restart of the gateway a state is refused, and the client told to call again', async () => {
  verifies('mcp-hub:held:restart');
  const sealingKey = randomBytes(32);
  let again: JsonObject;
  const sessionId = 'digest';
  {
    await using fixture = await openHub({ sealingKey });
    const client = fixture.client({ ...modern, sessionId });
    again = { ...ask, ...client.responses(await client.request('tools/call', ask)) };
  }
  await using fixture = await openHub({ sealingKey });
  const error = await failure(fixture.client({ ...modern, sessionId }).request('tools/call', again));
  expect(error).toMatchObject({ ...notAwaited, message: expect.stringContaining('Call again') });
});

test('no more calls wait than configured, and a further one is cancelled at its server', async () => {
  verifies('mcp-hub:held:bound');
  await using fixture = await openHub({ mcp: { max_waiting_calls: 2 } });
  const clients = [fixture.client(modern), fixture.client(modern), fixture.client(modern)];
  const [first] = await Promise.all(clients.slice(0, 2).map(client => client.request('tools/call', ask)));
  expect(await failure(clients[2]!.request('tools/call', ask))).toMatchObject({
    code: -32603,
    data: { retryable: true, code: 'GW_TOO_MANY_WAITING_CALLS' },
  });
  await eventually(() => fixture.sessions.inFlight).toBe(2);
  await clients[0]!.request('tools/call', { ...ask, ...clients[0]!.responses(first!) });
  expect(await clients[2]!.request('tools/call', ask)).toMatchObject({ resultType: 'input_required' });
});

test('what is not answered is asked again, and what is too much is passed over', async () => {
  verifies('mcp-hub:held:partial');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const both = { name: 'ask', arguments: { questions: [roots, form] } };
  const asked = await client.request('tools/call', both);
  expect(Object.values(asked.inputRequests as object)).toEqual([roots, form]);
  const { requestState } = asked;
  const inputResponses = { 'input-2': answers['elicitation/create'], nonsense: { a: 1 } };
  const rest = await client.request('tools/call', { ...both, requestState, inputResponses });
  expect(rest).toMatchObject({ resultType: 'input_required', inputRequests: { 'input-1': roots } });
  expect(rest.requestState).not.toBe(requestState);
  expect(await client.request('tools/call', { ...both, ...client.responses(rest) })).toMatchObject({
    content: [{ text: JSON.stringify([[answers['roots/list'], answers['elicitation/create']]]) }],
  });
});

test('a client that leaves while its call is under way cancels it, in a later round, too', async () => {
  verifies('mcp-hub:held:leaving');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const twice = { name: 'ask', arguments: { questions: [roots], rounds: 2 } };
  const asked = await client.request('tools/call', twice);
  const leaving = new AbortController();
  leaving.abort();
  const again = { ...twice, ...client.responses(asked) };
  await failure(client.request('tools/call', again, { signal: leaving.signal }));
  await eventually(() => fixture.sessions.inFlight).toBe(0);
});

test('a held call whose server dies fails when its client comes back, and holds nothing', async () => {
  verifies('mcp-hub:held:server-dies');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  await failure(client.call('die'));
  const again = { ...ask, ...client.responses(asked) };
  expect(await failure(client.request('tools/call', again))).toMatchObject({
    code: -32603,
    data: { service: 'one', code: 'GW_UPSTREAM_EXITED' },
  });
  expect(fixture.sessions.inFlight).toBe(0);
});

test('closing a client’s session ends the calls that wait for it', async () => {
  verifies('mcp-hub:held:session-closed');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  await client.close();
  expect(fixture.sessions.inFlight).toBe(0);
  const again = { ...ask, ...client.responses(asked) };
  expect(await failure(client.request('tools/call', again))).toMatchObject(notAwaited);
});

test('a held call keeps its process while other requests come and go', async () => {
  verifies('mcp-hub:held:round');
  await using fixture = await openHub({ session: { default_timeout: 1 } });
  const client = fixture.client(modern);
  const pid = await client.text('pid');
  const asked = await client.request('tools/call', ask);
  await new Promise(resolve => setTimeout(resolve, 1_200));
  await client.request('tools/call', { ...ask, ...client.responses(asked) });
  expect(await client.text('pid')).toBe(pid);
});

test('a retry without a state is a call of its own', async () => {
  verifies('mcp-hub:held:round');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  await client.request('tools/call', ask);
  const again = await client.request('tools/call', { ...ask, inputResponses: {} });
  expect(again).toMatchObject({ resultType: 'input_required' });
});

test('the state of a 2026 server goes through its client and back as it is', async () => {
  verifies('mcp-hub:held:foreign-state');
  await using fixture = await openHub({ servers: { one: { era: '2026' } } });
  const client = fixture.client(modern);
  const asked = await client.request('tools/call', ask);
  expect(asked).toMatchObject({ requestState: '{"answers":[]}', inputRequests: { q0: roots } });
});

test('a server that wants a URL opened first has its 2026 client asked, and is called again', async () => {
  verifies('mcp-hub:bridge:url-required');
  await using fixture = await openHub();
  const client = fixture.client(modern);
  const call = { name: 'open-url', arguments: {} };
  const asked = await client.request('tools/call', call);
  expect(asked).toMatchObject({
    resultType: 'input_required',
    inputRequests: {
      'url-1': { method: 'elicitation/create', params: { mode: 'url', url: 'https://example.com/login' } },
    },
  });
  const again = { ...call, ...client.responses(asked) };
  expect(await client.request('tools/call', again)).toMatchObject({ content: [{ text: 'opened' }] });
  expect(await failure(client.request('tools/call', again))).toMatchObject(notAwaited);
});

test('a 2026 client that opens no URLs is told what it would have to declare', async () => {
  verifies('mcp-hub:bridge:url-required');
  await using fixture = await openHub();
  for (const capabilities of [{}, { elicitation: {} }]) {
    const client = fixture.client({ era: '2026', capabilities });
    expect(await failure(client.call('open-url'))).toMatchObject({
      code: -32021,
      httpStatus: 400,
      data: { requiredCapabilities: { elicitation: { url: {} } } },
    });
  }
});

test('a 2025 client gets the error that wants a URL opened as it came', async () => {
  verifies('mcp-hub:bridge:url-required');
  await using fixture = await openHub();
  const client = fixture.client({ capabilities: everything });
  expect(await failure(client.call('open-url'))).toMatchObject({
    code: -32042,
    data: { elicitations: [{ elicitationId: 'e1' }] },
  });
});
