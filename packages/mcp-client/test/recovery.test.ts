import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { createEraMemory, type ListKind, McpClient, McpManager, McpService } from '../src/index.ts';
import { type Handler, type Message, sendJson, startTestServer } from './http/test-server.ts';
import { spawner, textOf } from './start-client.ts';

/** What a remote server of the 2025 era does with each method of a session; `undefined` cuts the connection. */
type Answers = Record<string, (message: Message, session: string) => object | undefined>;

const tools = [
  { name: 'read', inputSchema: {}, annotations: { readOnlyHint: true } },
  { name: 'set', inputSchema: {}, annotations: { idempotentHint: true } },
  { name: 'append', inputSchema: {} },
];

/** A server whose sessions can be forgotten, and that writes down which calls it carried out. */
function forgetful(answers: Answers = {}) {
  const sessions = new Set<string>();
  const carriedOut: string[] = [];
  const all: Answers = {
    'tools/list': () => ({ tools }),
    'tools/call': ({ params }) => {
      carriedOut.push(String(params?.name));
      return { content: [{ type: 'text', text: 'done' }] };
    },
    'resources/subscribe': () => ({}),
    'logging/setLevel': () => ({}),
    ...answers,
  };
  const handler: Handler = ({ method, message = {}, headers }, response) => {
    const session = String(headers['mcp-session-id']);
    if (method === 'GET') response.writeHead(405).end();
    else if (method === 'DELETE') response.writeHead(204).end();
    else if (message.method === 'server/discover') response.writeHead(400).end();
    else if (message.method === 'initialize') initialize(response, message);
    else if (!sessions.has(session)) response.writeHead(404).end();
    else if (message.id === undefined) response.writeHead(202).end();
    else {
      const result = all[message.method ?? '']?.(message, session);
      if (result) sendJson(response, { jsonrpc: '2.0', id: message.id, result });
      else response.destroy();
    }
  };
  function initialize(response: ServerResponse, { id }: Message): void {
    const session = randomUUID();
    sessions.add(session);
    const capabilities = { tools: {}, resources: { subscribe: true }, logging: {} };
    const serverInfo = { name: 'forgetful', version: '1.0.0' };
    const result = { protocolVersion: '2025-11-25', capabilities, serverInfo };
    sendJson(response, { jsonrpc: '2.0', id, result }, 200, { 'mcp-session-id': session });
  }
  return { handler, carriedOut, forget: () => sessions.clear() };
}

async function connect(url: string, options = {}): Promise<McpClient> {
  const service = new McpService({ name: 'remote', url, allowPrivateAddresses: ['127.0.0.0/8'] });
  const client = new McpClient(service, { spawner, ...options });
  onTestFinished(() => client.stop());
  await client.start();
  return client;
}

test('a remote server is started like any other: found out, listed, called, remembered', async () => {
  verifies('mcp-upstream:remote');
  const { handler } = forgetful();
  await using server = await startTestServer(handler);
  const eras = createEraMemory();
  const client = await connect(server.url, { eras });
  expect(client).toMatchObject({ alive: true, era: '2025', pid: undefined });
  expect(textOf(await client.callTool('append', {}))).toBe('done');
  expect(await client.usage()).toEqual({ cpuMs: 0, memoryBytes: 0, processes: 0 });
  expect(eras.get('remote')).toMatchObject({ era: '2025', transport: 'streamable-http' });
  await connect(server.url, { eras });
  expect(server.of('server/discover')).toHaveLength(1);
  const ended = new Promise(resolve => client.once('exit', resolve));
  await client.stop();
  expect(await ended).toMatchObject({ reason: 'was stopped' });
  await expect(client.callTool('append', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
});

test('a session that the server has forgotten is opened anew once, and what it refused is sent again', async () => {
  verifies('mcp-upstream:recovery:once', 'mcp-upstream:recovery:never-sent');
  const { handler, forget, carriedOut } = forgetful();
  await using server = await startTestServer(handler);
  const client = await connect(server.url);
  forget();
  const calls = Array.from({ length: 20 }, () => client.callTool('append', {}));
  expect((await Promise.all(calls)).map(textOf)).toEqual(Array.from({ length: 20 }, () => 'done'));
  expect(carriedOut).toHaveLength(20);
  expect(server.of('initialize')).toHaveLength(2);
});

test('what was asked for before is asked for again, and everything may have changed', async () => {
  verifies('mcp-upstream:recovery:state');
  const { handler, forget } = forgetful();
  await using server = await startTestServer(handler);
  const client = await connect(server.url);
  await client.subscribe('test://one');
  await client.setLogLevel('debug');
  const changed: ListKind[] = [];
  const updated: unknown[] = [];
  client.on('listChanged', kind => void changed.push(kind));
  client.on('resourceUpdated', params => void updated.push(params));
  forget();
  await client.callTool('read', {});
  await expect.poll(() => changed.toSorted()).toEqual(['prompts', 'resourceTemplates', 'resources', 'tools']);
  expect(updated).toEqual([{ uri: 'test://one' }]);
  for (const method of ['resources/subscribe', 'logging/setLevel']) {
    const [first, second] = server.of(method).map(({ headers }) => headers['mcp-session-id']);
    expect(second, method).not.toBe(first);
    expect(server.of(method)).toHaveLength(2);
  }
});

test.each([
  ['read', 2],
  ['set', 2],
  ['append', 1],
])('a call of %s that is cut off in the middle reaches the server %i times', async (name, times) => {
  verifies('mcp-upstream:recovery:repeated', 'mcp-upstream:recovery:not-repeated');
  const reached: string[] = [];
  const { handler } = forgetful({
    'tools/call': ({ params }) => {
      reached.push(String(params?.name));
      return reached.length === 1 ? undefined : { content: [{ type: 'text', text: 'done' }] };
    },
  });
  await using server = await startTestServer(handler);
  const client = await connect(server.url);
  const outcome = await client.callTool(name, {}).then(textOf, (error: { code: string }) => error.code);
  expect(outcome).toBe(times === 2 ? 'done' : 'GW_UPSTREAM_UNREACHABLE');
  expect(reached).toHaveLength(times);
});

test('what is cut off twice is not sent a third time', async () => {
  const reached: string[] = [];
  const { handler } = forgetful({
    'tools/call': ({ params }) => void reached.push(String(params?.name)) as undefined,
  });
  await using server = await startTestServer(handler);
  const client = await connect(server.url);
  await expect(client.callTool('read', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_UNREACHABLE' });
  expect(reached).toHaveLength(2);
});

test('a session that can not be opened anew fails the call, and is opened with a later one', async () => {
  verifies('mcp-upstream:recovery:later');
  const { handler, forget } = forgetful();
  let isDown = false;
  await using server = await startTestServer((request, response) => {
    if (isDown && request.message?.method === 'initialize') response.writeHead(503).end();
    else return handler(request, response);
  });
  const client = await connect(server.url);
  forget();
  isDown = true;
  await expect(client.callTool('append', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_HTTP' });
  await expect(client.callTool('append', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_HTTP' });
  isDown = false;
  expect(textOf(await client.callTool('append', {}))).toBe('done');
  // Without a session nothing is sent that would only be refused.
  expect(server.of('tools/call')).toHaveLength(2);
});

test('a server that is restarted on its port goes on with its clients', async () => {
  verifies('mcp-upstream:recovery:restart');
  const before = await startTestServer(forgetful().handler);
  const client = await connect(before.url);
  await before[Symbol.asyncDispose]();
  await expect(client.callTool('read', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_UNREACHABLE' });
  expect(client.alive).toBe(true);
  await using after = await startTestServer(forgetful().handler, before.port);
  expect(textOf(await client.callTool('append', {}))).toBe('done');
  expect(after.of('initialize')).toHaveLength(1);
});

test('a server that comes back in the other era is found out again, in either direction', async () => {
  verifies('mcp-upstream:era:changed');
  const older = forgetful();
  const newer: Handler = ({ message = {} }, response) => {
    const meta = message.params?._meta as Record<string, unknown> | undefined;
    const answer = (result: object) => sendJson(response, { jsonrpc: '2.0', id: message.id, result });
    if (!meta?.['io.modelcontextprotocol/protocolVersion']) {
      const error = { code: -32602, message: 'No protocol version' };
      sendJson(response, { jsonrpc: '2.0', id: message.id, error }, 400);
    } else if (message.method === 'server/discover')
      answer({ resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
    else if (message.method === 'tools/list') answer({ resultType: 'complete', tools });
    else answer({ resultType: 'complete', content: [{ type: 'text', text: 'newer' }] });
  };
  const sessionless: Handler = (request, response) => {
    const { message = {}, headers } = request;
    if (message.method === 'tools/call' && !headers['mcp-session-id']) {
      const error = { code: -32000, message: 'Bad Request: Server not initialized' };
      sendJson(response, { jsonrpc: '2.0', id: message.id ?? null, error }, 400);
    } else return older.handler(request, response);
  };
  let now: Handler = newer;
  await using server = await startTestServer((request, response) => now(request, response));
  const client = await connect(server.url);
  expect(client.era).toBe('2026');
  now = sessionless;
  expect(textOf(await client.callTool('append', {}))).toBe('done');
  expect(client.era).toBe('2025');
  now = (request, response) => {
    // As one that knows no sessions answers to the id of one.
    if (request.headers['mcp-session-id']) response.writeHead(404).end();
    else return newer(request, response);
  };
  expect(textOf(await client.callTool('append', {}))).toBe('newer');
  expect(client.era).toBe('2026');
});

test('a tool whose parameters go into headers is called with them, and again with others when they have changed', async () => {
  verifies('mcp-upstream:remote:headers');
  let header = 'Region';
  const marked = (mark: string) => ({
    type: 'object',
    properties: { where: { type: 'string', 'x-mcp-header': mark } },
  });
  await using server = await startTestServer(({ message = {}, headers }, response) => {
    const answer = (result: object) => sendJson(response, { jsonrpc: '2.0', id: message.id, result });
    if (message.method === 'server/discover')
      answer({ resultType: 'complete', supportedVersions: ['2026-07-28'], capabilities: { tools: {} } });
    else if (message.method === 'tools/list') {
      const listed = [
        { name: 'marked', inputSchema: marked(header) },
        { name: 'wrong', inputSchema: marked('not a header') },
      ];
      answer({ resultType: 'complete', tools: listed });
    } else if (
      headers[`mcp-param-${header.toLowerCase()}`] === 'Malmö' ||
      headers[`mcp-param-${header.toLowerCase()}`]
    )
      answer({ resultType: 'complete', content: [{ type: 'text', text: header }] });
    else {
      const error = { code: -32020, message: 'Header mismatch' };
      sendJson(response, { jsonrpc: '2.0', id: message.id, error }, 400);
    }
  });
  const client = await connect(server.url);
  expect(client.getTools().map(({ name }) => name)).toEqual(['marked']);
  expect(textOf(await client.callTool('marked', { where: 'Malmö' }))).toBe('Region');
  header = 'Place';
  expect(textOf(await client.callTool('marked', { where: 'Malmö' }))).toBe('Place');
  expect(server.of('tools/call')).toHaveLength(3);
});

test('a remote server that wants other credentials is not asked in the other era', async () => {
  await using server = await startTestServer((_request, response) => void response.writeHead(401).end());
  const service = new McpService({ name: 'remote', url: server.url, allowPrivateAddresses: ['127.0.0.0/8'] });
  const client = new McpClient(service, { spawner });
  await expect(client.start()).rejects.toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
  expect(server.received).toHaveLength(1);
});

test('credentials that change are asked for each client, and sent', async () => {
  const { handler } = forgetful();
  await using server = await startTestServer(handler);
  const service = new McpService({ name: 'remote', url: server.url, allowPrivateAddresses: ['127.0.0.0/8'] });
  await using manager = new McpManager({
    services: [service],
    spawner,
    authorization: ({ name }) => ({
      headers: async () => ({ authorization: `Bearer for-${name}` }),
      challenged: async () => false,
    }),
  });
  await manager.getServiceTools('remote');
  for (const { headers } of server.received) expect(headers.authorization).toBe('Bearer for-remote');
});
