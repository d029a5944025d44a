import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { failure, openHub, pairs, textOf } from './open-hub.ts';

describe.each(pairs)('a $client client on a $upstream server', ({ client: era, upstream }) => {
  const open = () => openHub({ servers: { one: { era: upstream } } });

  test('calls a tool and gets its result with every field', async () => {
    verifies('mcp-hub:bridge:tools');
    await using fixture = await open();
    const result = await fixture.client({ era }).call('echo', { a: [1, { b: null }] });
    expect(result).toMatchObject({
      structuredContent: { a: [1, { b: null }] },
      _meta: { 'example.com/kept': 1 },
      later: [{}],
    });
    expect(textOf(result)).toEqual({ a: [1, { b: null }] });
  });

  test('gets a tool’s own failure as a result, and a server’s error with its code and data', async () => {
    verifies('mcp-hub:bridge:errors');
    await using fixture = await open();
    const client = fixture.client({ era });
    expect(await client.call('fails')).toMatchObject({ isError: true });
    expect(await failure(client.call('refuses'))).toMatchObject({
      code: -32050,
      message: 'No such colour',
      data: { colour: 'blue' },
    });
  });

  test('hears of a resource that is not there by the code of its own era', async () => {
    verifies('mcp-hub:bridge:resource-not-found');
    await using fixture = await open();
    const error = await failure(fixture.client({ era }).request('resources/read', { uri: 'nowhere://x' }));
    const code = era === '2025' ? -32002 : -32602;
    expect(error).toMatchObject({ code, message: 'Resource not found', data: { uri: 'nowhere://x' } });
  });

  test('has its trace context and other metadata carried to the server', async () => {
    verifies('mcp-hub:bridge:metadata');
    await using fixture = await open();
    const trace = {
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01',
      'example.com/x': { y: 1 },
    };
    expect(await fixture.client({ era }).text('meta', {}, { _meta: trace })).toMatchObject(trace);
  });

  test('lists, gets and reads prompts and resources', async () => {
    verifies('mcp-hub:bridge:prompts', 'mcp-hub:bridge:resources');
    await using fixture = await open();
    const client = fixture.client({ era });
    expect(await client.request('prompts/list')).toMatchObject({
      prompts: [{ name: 'greet', arguments: [{ name: 'who' }] }, { name: 'curious' }],
    });
    expect(await client.request('prompts/get', { name: 'greet', arguments: { who: 'Ann' } })).toMatchObject({
      messages: [{ content: { text: '{"who":"Ann"}' } }],
      later: 1,
    });
    expect(await client.request('resources/list')).toMatchObject({
      resources: [{ uri: 'fixture://list/one', size: 3 }, { uri: 'fixture://list/two' }],
    });
    expect(await client.request('resources/templates/list')).toMatchObject({
      resourceTemplates: [{ uriTemplate: 'note://{id}' }],
    });
    expect(await client.request('resources/read', { uri: 'note://7' })).toMatchObject({
      contents: [{ uri: 'note://7', text: 'text of note://7' }],
      later: 1,
    });
  });

  test('completes arguments', async () => {
    verifies('mcp-hub:bridge:completion');
    await using fixture = await open();
    const ref = { type: 'ref/prompt', name: 'greet' };
    const params = { ref, argument: { name: 'who', value: 'A' } };
    expect(await fixture.client({ era }).request('completion/complete', params)).toMatchObject({
      completion: { values: ['greet:A'], total: 1 },
    });
  });

  test('has requests that nobody here knows passed on', async () => {
    verifies('mcp-hub:bridge:extensions');
    await using fixture = await open();
    const client = fixture.client({ era });
    expect(await client.request('example.com/later', { a: 1 })).toMatchObject({ later: { a: 1 } });
    expect(await failure(client.request('example.com/nothing', {}))).toMatchObject({ code: -32601 });
  });

  test('is told what the server is and can do', async () => {
    verifies('mcp-hub:bridge:capabilities');
    await using fixture = await open();
    expect(await fixture.client({ era }).describe()).toMatchObject({
      serverInfo: { name: 'fixture', version: '1.0.0' },
      instructions: 'Be kind to it.',
      capabilities: {
        tools: { listChanged: true },
        resources: { subscribe: true },
        experimental: { 'example.com/later': { yes: true } },
      },
    });
  });

  test('is what the server is told: its capabilities, and no others', async () => {
    verifies('mcp-hub:bridge:capabilities');
    await using fixture = await open();
    const capabilities = { sampling: {}, roots: {}, experimental: { 'example.com/x': {} } };
    expect(await fixture.client({ era, capabilities }).text('declared')).toEqual(capabilities);
    expect(await fixture.client({ era }).text('declared')).toEqual({});
  });

  test('is answered a ping by the gateway itself', async () => {
    verifies('mcp-hub:bridge:ping');
    await using fixture = await open();
    expect(await fixture.client({ era }).request('ping')).toEqual({});
  });

  test('hears of progress by its own token, with every field', async () => {
    verifies('mcp-hub:bridge:progress');
    await using fixture = await open();
    const client = fixture.client({ era });
    await client.call('progress', { steps: 2 }, { _meta: { progressToken: 'mine' } });
    expect(client.notified).toEqual(
      [1, 2].map(progress => ({
        method: 'notifications/progress',
        params: { progressToken: 'mine', progress, total: 2, message: `step ${progress}`, later: true },
      })),
    );
  });

  test('hears of no progress that it did not ask for', async () => {
    verifies('mcp-hub:bridge:progress');
    await using fixture = await open();
    const client = fixture.client({ era });
    await client.call('progress', { steps: 2 });
    expect(client.notified).toEqual([]);
  });

  test('completes two calls with one token without mixing them up', async () => {
    verifies('mcp-hub:bridge:progress');
    await using fixture = await open();
    const clients = [fixture.client({ era }), fixture.client({ era })];
    await Promise.all(
      clients.map((client, at) =>
        client.call('progress', { steps: at + 1 }, { _meta: { progressToken: 1 } }),
      ),
    );
    expect(clients.map(client => client.notified.length)).toEqual([1, 2]);
  });
});
