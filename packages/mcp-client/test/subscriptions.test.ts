import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { JsonObject, McpClient } from '../src/index.ts';
import { recordingLogger, startAsker, startModern, startServer, textOf } from './start-client.ts';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: {
    readonly requestId?: number;
    readonly notifications?: JsonObject;
    readonly uri?: string;
  };
}

const received = async (client: McpClient): Promise<Message[]> =>
  JSON.parse(textOf(await client.callTool('received', {}))) as Message[];

function updates(client: McpClient) {
  const seen: JsonObject[] = [];
  client.on('resourceUpdated', params => void seen.push(params));
  return seen;
}

test('a resource that is subscribed to is told of, in the 2025 era', async () => {
  verifies('mcp-upstream:subscriptions:2025');
  await using client = await startAsker();
  const seen = updates(client);
  await client.subscribe('test://one');
  await client.callTool('change', { uri: 'test://one' });
  await client.callTool('change', { uri: 'test://two' });
  expect(seen).toEqual([{ uri: 'test://one', version: 2 }]);
  await client.unsubscribe('test://one');
  await client.callTool('change', { uri: 'test://one' });
  expect(seen).toHaveLength(1);
});

test('a resource that is subscribed to is told of, in the 2026 era, without the id that is ours', async () => {
  verifies('mcp-upstream:subscriptions:2026');
  await using client = await startModern();
  const seen = updates(client);
  await client.subscribe('test://one');
  await client.callTool('change', { uri: 'test://one' });
  await expect.poll(() => seen).toEqual([{ uri: 'test://one', version: 2, _meta: { kept: true } }]);
  await client.unsubscribe('test://one');
  await client.callTool('change', { uri: 'test://one' });
  await client.callTool('echo', {});
  expect(seen).toHaveLength(1);
});

test('many subscriptions at once need few streams, of which one is left', async () => {
  verifies('mcp-upstream:subscriptions:2026');
  await using client = await startModern();
  const uris = Array.from({ length: 20 }, (_, n) => `test://${n}`);
  await Promise.all(uris.map(uri => client.subscribe(uri)));
  const messages = await received(client);
  const streams = messages.filter(({ method }) => method === 'subscriptions/listen');
  expect(streams.length).toBeLessThanOrEqual(4);
  const ended = messages.flatMap(({ method, params }) =>
    method === 'notifications/cancelled' ? [params?.requestId] : [],
  );
  expect(streams.map(({ id }) => id).filter(id => !ended.includes(id))).toEqual([streams.at(-1)?.id]);
  expect(streams.at(-1)?.params?.notifications).toEqual({
    toolsListChanged: true,
    resourcesListChanged: true,
    promptsListChanged: true,
    resourceSubscriptions: uris,
  });
});

test.each(['2025', '2026'])('a resource is asked for once, however many want it (%s)', async era => {
  verifies('mcp-upstream:subscriptions:counted');
  await using client = await (era === '2025' ? startAsker() : startModern());
  const seen = updates(client);
  await Promise.all([client.subscribe('test://one'), client.subscribe('test://one')]);
  await client.unsubscribe('test://one');
  await client.callTool('change', { uri: 'test://one' });
  await expect.poll(() => seen).toHaveLength(1);
  const asked = (await received(client)).filter(
    ({ method, params }) =>
      method === 'resources/subscribe' || params?.notifications?.resourceSubscriptions !== undefined,
  );
  expect(asked).toHaveLength(1);
});

test.each(['2025', '2026'])(
  'a subscription that the server refuses is an error, and can be asked for again (%s)',
  async era => {
    verifies('mcp-upstream:subscriptions:refused');
    await using client = await (era === '2025' ? startAsker() : startModern());
    for (let n = 0; n < 2; n++) {
      await expect(client.subscribe('test://refused')).rejects.toMatchObject({
        code: 'GW_UPSTREAM_RPC_ERROR',
      });
    }
    await client.subscribe('test://one');
  },
);

test('a stream that the server ends is opened again, and everything may have changed', async () => {
  verifies('mcp-upstream:subscriptions:resumed');
  await using client = await startModern();
  await client.subscribe('test://one');
  const seen = updates(client);
  const changed: string[] = [];
  client.on('listChanged', kind => void changed.push(kind));
  await client.callTool('end', {});
  await expect
    .poll(() => changed.toSorted(), { timeout: 5_000 })
    .toEqual(['prompts', 'resourceTemplates', 'resources', 'tools']);
  expect(seen).toEqual([{ uri: 'test://one' }]);
  await client.callTool('change', { uri: 'test://one' });
  await expect.poll(() => seen).toHaveLength(2);
});

test('a server that dies fails its subscriptions, and leaves nothing that goes on', async () => {
  verifies('mcp-upstream:subscriptions:dead');
  await using client = await startModern();
  await client.subscribe('test://one');
  await expect(client.callTool('crash', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  await expect(client.subscribe('test://two')).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  await expect(client.unsubscribe('test://one')).resolves.toBeUndefined();
});

test('a server that knows no subscriptions is spoken to all the same', async () => {
  const logger = recordingLogger();
  await using client = await startModern(['no-listen'], { logger });
  await expect
    .poll(() => logger.entries.map(({ message }) => message))
    .toContain('The server can not be listened to');
  await expect(client.subscribe('test://one')).rejects.toMatchObject({ rpcCode: -32601 });
  expect(textOf(await client.callTool('echo', { a: 1 }))).toBe('{"a":1}');
});

test('a server that does not acknowledge costs a subscriber the time-out of a call', async () => {
  verifies('mcp-upstream:subscriptions:silent');
  await using client = await startModern(['silent-listen'], { service: { callTimeoutMs: 100 } });
  await expect(client.subscribe('test://one')).rejects.toMatchObject({ code: 'GW_UPSTREAM_TIMEOUT' });
});

test('subscriptions are bounded', async () => {
  verifies('mcp-upstream:subscriptions:bounded');
  await using client = await startAsker();
  const uris = Array.from({ length: 1_000 }, (_, n) => `test://${n}`);
  for (let at = 0; at < uris.length; at += 500) {
    await Promise.all(uris.slice(at, at + 500).map(uri => client.subscribe(uri)));
  }
  await expect(client.subscribe('test://more')).rejects.toMatchObject({ code: 'GW_UPSTREAM_BUSY' });
  await client.unsubscribe('test://0');
  await client.subscribe('test://more');
});

test('before the start there is nothing to subscribe to', async () => {
  await using client = await startServer();
  await expect(client.subscribe('test://one')).rejects.toMatchObject({ rpcCode: -32601 });
});
