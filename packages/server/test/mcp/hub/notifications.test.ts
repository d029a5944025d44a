import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import {
  answers,
  eventually,
  everything,
  failure,
  gateway,
  openHub,
  pairs,
  type TestClient,
} from './open-hub.ts';

const changed = { method: 'notifications/tools/list_changed' };
const updated = (uri: string) => ({ method: 'notifications/resources/updated', params: { uri, later: 1 } });
const message = (level: string) => ({
  method: 'notifications/message',
  params: { level, logger: 'fixture', data: { each: level } },
});
const uri = 'fixture://list/one';

/** Listens for changed tools and the one resource, as the client's era does it. */
async function subscribe(client: TestClient): Promise<{ close(): void }> {
  if (client.caller.era === '2026')
    return client.listen({ toolsListChanged: true, resourceSubscriptions: [uri] });
  const attachment = client.attach();
  await client.request('resources/subscribe', { uri });
  return { close: () => attachment.detach() };
}

describe.each(pairs)('a $client client on a $upstream server', ({ client: era, upstream }) => {
  const open = () => openHub({ servers: { one: { era: upstream } } });

  test('hears that tools have changed, and finds them in the list', async () => {
    verifies('mcp-hub:bridge:list-changed');
    await using fixture = await open();
    const client = fixture.client({ era });
    await subscribe(client);
    await client.call('change');
    await eventually(() => client.heard).toMatchObject([changed]);
    expect(await client.request('tools/list')).toMatchObject({
      tools: expect.arrayContaining([expect.objectContaining({ name: 'extra' })]),
    });
  });

  test('hears of the resource that it subscribed to, and of no other', async () => {
    verifies('mcp-hub:bridge:resource-updated');
    await using fixture = await open();
    const client = fixture.client({ era });
    const stranger = fixture.client({ era });
    await subscribe(client);
    await client.call('touch', { uri: 'fixture://list/two' });
    await client.call('touch', { uri });
    await eventually(() => client.heard).toMatchObject([updated(uri)]);
    expect(stranger.heard).toEqual([]);
  });

  test('hears nothing more once it has stopped listening', async () => {
    verifies('mcp-hub:bridge:unsubscribe');
    await using fixture = await open();
    const client = fixture.client({ era });
    const listening = await subscribe(client);
    if (era === '2025') await client.request('resources/unsubscribe', { uri });
    else listening.close();
    await eventually(async () => client.text('subscribed')).toEqual(
      upstream === '2025' ? [] : expect.anything(),
    );
    await client.call('touch', { uri });
    await client.text('pid');
    expect(client.heard.filter(({ method }) => method.includes('updated'))).toEqual([]);
  });

  test('cancels at the server what it cancels or leaves', async () => {
    verifies('mcp-hub:bridge:cancellation');
    await using fixture = await open();
    const folder = await mkdtemp(join(tmpdir(), 'gw-hub-'));
    const file = join(folder, 'marks');
    const leaving = new AbortController();
    const call = { name: 'hang', arguments: { file } };
    const request = failure(fixture.client({ era }).request('tools/call', call, { signal: leaving.signal }));
    await eventually(() => readFile(file, 'utf8').catch(() => '')).toBe('ran\n');
    leaving.abort();
    await request;
    await eventually(() => readFile(file, 'utf8')).toBe('ran\ncancelled\n');
    expect(fixture.sessions.inFlight).toBe(0);
  });
});

const levels = ['debug', 'info', 'error'];

test.each(['2025', '2026'] as const)(
  'a 2025 client’s level holds for its messages from a %s server',
  async upstream => {
    verifies('mcp-hub:bridge:log-level');
    await using fixture = await openHub({ servers: { one: { era: upstream } } });
    const client = fixture.client();
    await client.request('logging/setLevel', { level: 'info' });
    await client.call('log', { levels });
    expect(client.notified).toEqual([message('info'), message('error')]);
  },
);

test.each(['2025', '2026'] as const)(
  'a 2026 client gets the messages that its request asks for from a %s server, and none otherwise',
  async upstream => {
    verifies('mcp-hub:bridge:log-level');
    await using fixture = await openHub({ servers: { one: { era: upstream } } });
    const client = fixture.client({ era: '2026' });
    await client.call('log', { levels });
    expect(client.notified).toEqual([]);
    await client.call('log', { levels }, { _meta: { 'io.modelcontextprotocol/logLevel': 'info' } });
    expect(client.notified).toEqual([message('info'), message('error')]);
    const wrong = client.call('log', { levels }, { _meta: { 'io.modelcontextprotocol/logLevel': 'loud' } });
    expect(await failure(wrong)).toMatchObject({ code: -32602 });
  },
);

test('two 2026 requests with different levels at one server get each its own', async () => {
  verifies('mcp-hub:bridge:log-level');
  await using fixture = await openHub();
  const [loud, quiet] = [1, 2].map(() => fixture.client({ era: '2026', sessionId: 'same' }));
  const asking = (level: string) => ({ _meta: { 'io.modelcontextprotocol/logLevel': level } });
  await quiet!.call('log', { levels }, asking('error'));
  await loud!.call('log', { levels }, asking('debug'));
  await quiet!.call('log', { levels }, asking('error'));
  expect(loud!.notified).toHaveLength(3);
  expect(quiet!.notified).toEqual([message('error'), message('error')]);
});

test('a 2025 client’s level is set at a process that starts later, and at the one after a death', async () => {
  verifies('mcp-hub:bridge:log-level');
  await using fixture = await openHub();
  const client = fixture.client();
  await client.request('logging/setLevel', { level: 'error' });
  expect(await client.text('log', { levels: [] })).toBe('error');
  await failure(client.call('die'));
  expect(await client.text('log', { levels: [] })).toBe('error');
});

test('a level that is none, and one for a server without messages, are refused', async () => {
  verifies('mcp-hub:bridge:log-level');
  await using fixture = await openHub({ servers: { one: { env: { CAPABILITIES: '{"tools":{}}' } } } });
  const client = fixture.client();
  await client.describe();
  expect(await failure(client.request('logging/setLevel', { level: 'info' }))).toMatchObject({
    code: -32601,
  });
  const all = fixture.client({ scope: gateway });
  expect(await failure(all.request('logging/setLevel', { level: 'loud' }))).toMatchObject({ code: -32602 });
  expect(await all.request('logging/setLevel', { level: 'info' })).toEqual({});
});

test.each(['2025', '2026'] as const)(
  'messages of a shared %s process, which may be of somebody else’s call, go to nobody',
  async era => {
    verifies('mcp-hub:bridge:shared-messages');
    await using fixture = await openHub({ servers: { one: { era, shared: true } } });
    const clients = [fixture.client(), fixture.client({ era: '2026' })];
    clients[0]!.attach();
    for (const client of clients) {
      await client.call('log', { levels }, { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } });
    }
    expect(clients.flatMap(({ notified, heard }) => [...notified, ...heard])).toEqual([]);
  },
);

test('of a shared server each client hears of its own resources alone', async () => {
  verifies('mcp-hub:bridge:resource-updated');
  await using fixture = await openHub({ servers: { one: { shared: true } } });
  const [one, two] = [fixture.client(), fixture.client()];
  one.attach();
  two.attach();
  await one.request('resources/subscribe', { uri });
  await two.request('resources/subscribe', { uri: 'fixture://list/two' });
  await two.call('touch', { uri });
  await eventually(() => one.heard).toMatchObject([updated(uri)]);
  expect(two.heard).toEqual([]);
});

test('one client of a shared server that unsubscribes leaves the others their subscription', async () => {
  verifies('mcp-hub:bridge:unsubscribe');
  await using fixture = await openHub({ servers: { one: { shared: true } } });
  const [one, two] = [fixture.client(), fixture.client()];
  for (const client of [one, two]) {
    client.attach();
    await client.request('resources/subscribe', { uri });
  }
  await one.request('resources/unsubscribe', { uri });
  await one.call('touch', { uri });
  await eventually(() => two.heard).toMatchObject([updated(uri)]);
  expect(one.heard).toEqual([]);
});

test('a subscription that the server refuses is refused', async () => {
  verifies('mcp-hub:bridge:subscribe-refused');
  await using fixture = await openHub();
  const client = fixture.client();
  const refused = client.request('resources/subscribe', { uri: 'fixture://forbidden' });
  expect(await failure(refused)).toMatchObject({ name: 'McpError', message: 'Resource not found' });
  expect(await failure(client.request('resources/subscribe', {}))).toMatchObject({ code: -32602 });
});

test('a 2026 client is told which of its subscriptions are honoured', async () => {
  verifies('mcp-hub:bridge:acknowledged');
  const capabilities = { tools: { listChanged: true }, prompts: {}, resources: { subscribe: true } };
  await using fixture = await openHub({
    servers: { one: { env: { CAPABILITIES: JSON.stringify(capabilities) } } },
  });
  const filter = {
    toolsListChanged: true,
    promptsListChanged: true,
    resourcesListChanged: false,
    resourceSubscriptions: [uri, 'fixture://forbidden', 7],
    later: true,
  };
  const { acknowledged } = await fixture.client({ era: '2026' }).listen(filter);
  expect(acknowledged).toEqual({ toolsListChanged: true, resourceSubscriptions: [uri] });
});

test('two streams of one 2026 client get each what it asked for', async () => {
  verifies('mcp-hub:bridge:acknowledged');
  await using fixture = await openHub();
  const tools = fixture.client({ era: '2026', sessionId: 'same' });
  const resources = fixture.client({ era: '2026', sessionId: 'same' });
  await tools.listen({ toolsListChanged: true });
  await resources.listen({ resourceSubscriptions: [uri] });
  await tools.call('change');
  await tools.call('touch', { uri });
  await eventually(() => [tools.heard, resources.heard]).toMatchObject([[changed], [updated(uri)]]);
});

test('a client’s changed roots reach the servers of its session', async () => {
  verifies('mcp-hub:bridge:roots-changed');
  await using fixture = await openHub();
  const client = fixture.client({ capabilities: everything });
  await client.text('pid');
  client.notify('notifications/roots/list_changed');
  expect(await client.text('heard')).toEqual(['roots changed']);
});

test('a client’s progress on what it was asked reaches the server by the server’s token', async () => {
  verifies('mcp-hub:bridge:asking-progress');
  await using fixture = await openHub();
  const client: TestClient = fixture.client({
    capabilities: everything,
    answer: (method, params) => {
      const { progressToken } = (params?._meta ?? {}) as { progressToken?: unknown };
      client.notify('notifications/progress', { progressToken, progress: 1 });
      return answers[method];
    },
  });
  const question = { method: 'sampling/createMessage', params: { _meta: { progressToken: 'theirs' } } };
  await client.call('ask', { questions: [question] });
  expect(await client.text('heard')).toEqual([{ progressToken: 'theirs', progress: 1 }]);
});
