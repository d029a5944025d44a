import { once } from 'node:events';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import {
  type InProcessExchange,
  type InProcessServer,
  type JsonObject,
  type JsonRpcReply,
  McpClient,
  type McpClientOptions,
  McpManager,
  McpService,
  UpstreamError,
} from '../src/index.ts';
import { recordingLogger, spawner, textOf } from './start-client.ts';

type Handler = (params: JsonObject, exchange: InProcessExchange) => Promise<JsonRpcReply> | JsonRpcReply;

const text = (said: string): JsonRpcReply => ({ result: { content: [{ type: 'text', text: said }] } });

/** A server whose tools are the given functions; `rename` gives it another tool and tells. */
function serverOf(tools: Record<string, Handler>) {
  const names = Object.keys(tools);
  const listeners = new Set<(method: string) => void>();
  const server: InProcessServer = {
    identity: {
      serverInfo: { name: 'within', version: '1.0.0' },
      capabilities: { tools: { listChanged: true } },
      instructions: 'Just call.',
    },
    request: (method, params, exchange) => {
      if (method === 'tools/list') {
        return { result: { tools: names.map(name => ({ name, inputSchema: { type: 'object' } })) } };
      }
      const tool = method === 'tools/call' ? tools[String(params?.name)] : undefined;
      return tool ? tool(params!, exchange) : { error: { code: -32601, message: 'Method not found' } };
    },
    listen: notify => {
      listeners.add(notify);
      return () => listeners.delete(notify);
    },
  };
  const add = (name: string) => {
    names.push(name);
    for (const notify of listeners) notify('notifications/tools/list_changed');
  };
  return { server, add, listeners };
}

async function started(tools: Record<string, Handler>, options: Partial<McpClientOptions> = {}) {
  const { server, ...rest } = serverOf(tools);
  const client = new McpClient(new McpService({ name: 'within', serve: server }), { spawner, ...options });
  await client.start();
  return { client, ...rest, [Symbol.asyncDispose]: () => client.stop() };
}

test('a server within the process is started, listed, called and stopped as any other', async () => {
  verifies('mcp-client:in-process:server');
  await using within = await started({ echo: ({ arguments: args }) => text(JSON.stringify(args)) });
  const { client, listeners } = within;
  expect(client).toMatchObject({
    alive: true,
    era: '2025',
    pid: undefined,
    instructions: 'Just call.',
    serverInfo: { name: 'within', version: '1.0.0' },
  });
  expect(client.getTools().map(({ name }) => name)).toEqual(['echo']);
  expect(textOf(await client.callTool('echo', { a: 1 }))).toBe('{"a":1}');
  await expect(client.callMethod('prompts/list')).rejects.toMatchObject({ rpcCode: -32601 });
  expect(listeners.size).toBe(1);
  await client.stop();
  expect(listeners.size).toBe(0);
  await expect(client.callTool('echo', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
});

test('a server within the process tells of changed lists, progress and what belongs to a call', async () => {
  verifies('mcp-client:in-process:notifications');
  await using within = await started({
    work: (_params, { progress, notify }) => {
      progress({ progress: 1, total: 2 });
      notify('notifications/message', { level: 'info', data: 'half' });
      return text('done');
    },
  });
  const { client, add } = within;
  const told: unknown[] = [];
  await client.callTool(
    'work',
    {},
    {
      onProgress: ({ progress, total }) => told.push([progress, total]),
      onNotification: (method, params) => told.push([method, params?.data]),
    },
  );
  expect(told).toEqual([
    [1, 2],
    ['notifications/message', 'half'],
  ]);
  const changed = once(client, 'toolsChanged');
  add('more');
  await changed;
  expect(client.getTools().map(({ name }) => name)).toEqual(['work', 'more']);
});

test('a time-out and a cancellation reach the handler, and its late answer is dropped', async () => {
  verifies('mcp-client:in-process:given-up');
  const aborted: string[] = [];
  const late = Promise.withResolvers<JsonRpcReply>();
  const cancel = new AbortController();
  await using within = await started({
    hang: ({ arguments: args }, { signal }) => {
      const { why } = args as JsonObject;
      signal.addEventListener('abort', () => aborted.push(String(why)));
      if (why === 'cancel') cancel.abort();
      return late.promise;
    },
    echo: () => text('still here'),
  });
  const { client } = within;
  const outOfTime = client.callTool('hang', { why: 'time' }, { timeoutMs: 20 });
  await expect(outOfTime).rejects.toMatchObject({ code: 'GW_UPSTREAM_TIMEOUT' });
  const cancelled = client.callTool('hang', { why: 'cancel' }, { signal: cancel.signal });
  await expect(cancelled).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  late.resolve(text('late'));
  expect(textOf(await client.callTool('echo', {}))).toBe('still here');
  expect(aborted).toEqual(['time', 'cancel']);
});

test('a stop fails what waits and aborts its handler', async () => {
  verifies('mcp-client:in-process:given-up');
  const aborted = Promise.withResolvers<void>();
  await using within = await started({
    hang: (_params, { signal }) => {
      signal.addEventListener('abort', () => aborted.resolve());
      return new Promise<JsonRpcReply>(() => {});
    },
  });
  const call = within.client.callTool('hang', {});
  const failed = expect(call).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  await within.client.stop();
  await Promise.all([failed, aborted.promise]);
});

const ring: Record<string, unknown> = {};
ring.itself = ring;
const deep = JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`) as unknown;

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'garbage'],
  ['neither result nor error', {}],
  ['a function', { result: () => 1 }],
  ['a ring', { result: ring }],
  ['a bigint', { result: { count: 1n } }],
  ['what is nested too deeply', { result: { deep } }],
  ['too much', { result: { text: 'x'.repeat(3_000) } }],
])('a handler that answers %s fails its own call only', async (_what, reply) => {
  verifies('mcp-client:in-process:garbage');
  await using within = await started(
    { bad: () => reply as unknown as JsonRpcReply, good: () => text('good') },
    { limits: { maxLineBytes: 2_000 } },
  );
  await expect(within.client.callTool('bad', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_PROTOCOL' });
  expect(textOf(await within.client.callTool('good', {}))).toBe('good');
});

test.each([
  [
    'throws',
    () => {
      throw new Error('the password is hunter2');
    },
  ],
  ['rejects', () => Promise.reject(new Error('the password is hunter2'))],
] as [string, Handler][])(
  'a handler that %s fails its call without telling why; the log knows',
  async (_how, bad) => {
    verifies('mcp-client:in-process:throws');
    const logger = recordingLogger();
    await using within = await started({ bad, good: () => text('good') }, { logger });
    const error: unknown = await within.client.callTool('bad', {}).catch((cause: unknown) => cause);
    expect(error).toMatchObject({
      code: 'GW_UPSTREAM_RPC_ERROR',
      rpcCode: -32603,
      rpcMessage: 'Internal error',
    });
    expect(logger.entries.some(({ level }) => level === 'error')).toBe(true);
    expect(textOf(await within.client.callTool('good', {}))).toBe('good');
  },
);

test('a handler that knows why it can not answer fails its call with that', async () => {
  verifies('mcp-client:in-process:throws');
  const unreachable = () => {
    throw new UpstreamError('GW_UPSTREAM_UNREACHABLE', 'within', 'Service within could not be reached');
  };
  await using within = await started({ unreachable });
  await expect(within.client.callTool('unreachable', {})).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
  });
});

test('what a server keeps is not what it hands out', async () => {
  verifies('mcp-client:in-process:garbage');
  const kept = { content: [], structuredContent: { list: [1] } };
  await using within = await started({ kept: () => ({ result: kept }) });
  const result = await within.client.callTool('kept', {});
  (result.structuredContent as { list: number[] }).list.push(2);
  expect(kept.structuredContent.list).toEqual([1]);
});

test('a manager learns it, shares it by default, and takes another one for a change', async () => {
  verifies('mcp-client:in-process:server');
  const first = new McpService({ name: 'within', serve: serverOf({ one: () => text('1') }).server });
  const second = new McpService({ name: 'within', serve: serverOf({ two: () => text('2') }).server });
  expect(first.shared).toBe(true);
  await using manager = new McpManager({ spawner, services: [first] });
  manager.start();
  expect((await manager.getServiceTools('within')).map(({ name }) => name)).toEqual(['one']);
  expect(manager.configure([new McpService({ ...first, description: 'other words' })]).changed).toEqual([]);
  expect(manager.configure([second]).changed).toEqual(['within']);
  expect((await manager.getServiceTools('within')).map(({ name }) => name)).toEqual(['two']);
  expect(() => new McpService({ name: 'both', command: ['x'], serve: first.serve })).toThrow(TypeError);
});

test('a server within the process knows its clients apart, and hears of each that is gone', async () => {
  verifies('mcp-client:in-process:clients');
  const [asked, gone]: [object[], object[]] = [[], []];
  const { server } = serverOf({
    work: (_params, { client }) => {
      asked.push(client);
      return text('done');
    },
  });
  const service = new McpService({
    name: 'within',
    serve: { ...server, leave: client => void gone.push(client) },
    shared: false,
  });
  const [one, other] = [new McpClient(service, { spawner }), new McpClient(service, { spawner })];
  await Promise.all([one.start(), other.start()]);
  for (const client of [one, other, one]) await client.callTool('work', {});
  expect(new Set(asked).size).toBe(2);
  expect(asked[0]).toBe(asked[2]);
  await one.stop();
  expect(gone).toEqual([asked[0]]);
  expect(gone[0]).toBe(asked[0]);
  await other.stop();
  expect(gone[1]).toBe(asked[1]);
});
