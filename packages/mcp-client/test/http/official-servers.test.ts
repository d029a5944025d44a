import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifies } from '@gw/test';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { Server as OldServer } from '@modelcontextprotocol/sdk/server/index.js';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { expect, test } from 'vitest';
import { modernMeta, openTransport, type TestTransport } from './test-transport.ts';

test('a server on the official SDK 2.x answers requests of the 2026 era', async () => {
  verifies('mcp-http:streamable:2026');
  await using server = await listen(sdk2());
  await using client = openTransport(server.url);
  const discovered = await client.ask('server/discover', { _meta: modernMeta });
  expect(discovered).toMatchObject({ result: { supportedVersions: ['2026-07-28'] } });
  client.transport.opened({ era: '2026', protocolVersion: '2026-07-28' });
  expect(await client.ask('tools/call', { name: 'greet', arguments: {}, _meta: modernMeta })).toMatchObject({
    result: { content: [{ type: 'text', text: 'hello' }], resultType: 'complete' },
  });
  expect(client.transport.kind).toBe('streamable-http');
});

test('a server on the official SDK 1.x answers in a session of the 2025 era, by stream and by JSON', async () => {
  verifies('mcp-http:streamable:2025');
  for (const enableJsonResponse of [false, true]) {
    await using server = await listen(sdk1(enableJsonResponse));
    await using client = openTransport(server.url);
    expect(await client.initialize()).toMatchObject({ result: { serverInfo: { name: 'old' } } });
    await expectGreeting(client);
  }
});

test('a server of the old HTTP+SSE transport is found out, and answers', async () => {
  verifies('mcp-http:sse', 'mcp-http:auto');
  await using server = await listen(sdk1Sse());
  for (const transport of ['auto', 'sse'] as const) {
    await using client = openTransport(server.url, { transport });
    expect(await client.initialize('2024-11-05')).toMatchObject({ result: { serverInfo: { name: 'old' } } });
    expect(client.transport.kind).toBe('sse');
    await expectGreeting(client);
  }
});

async function expectGreeting(client: TestTransport) {
  expect(await client.ask('tools/call', { name: 'greet', arguments: {} })).toMatchObject({
    result: { content: [{ type: 'text', text: 'hello' }] },
  });
}

async function listen(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const greeting = { content: [{ type: 'text' as const, text: 'hello' }] };

function sdk2(): RequestListener {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'new', version: '1' });
    server.registerTool('greet', { description: 'Says hello.' }, () => greeting);
    return server;
  });
  const handle = toNodeHandler(handler);
  return (request, response) => void handle(request as Parameters<typeof handle>[0], response);
}

function oldServer(): OldServer {
  const server = new OldServer({ name: 'old', version: '1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{ name: 'greet', inputSchema: { type: 'object' as const } }],
  }));
  server.setRequestHandler(CallToolRequestSchema, () => greeting);
  return server;
}

function sdk1(enableJsonResponse: boolean): RequestListener {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  return async (request, response) => {
    const known = sessions.get(String(request.headers['mcp-session-id']));
    if (known) return known.handleRequest(request, response);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      enableJsonResponse,
      onsessioninitialized: id => void sessions.set(id, transport),
    });
    await oldServer().connect(transport as Parameters<OldServer['connect']>[0]);
    await transport.handleRequest(request, response);
  };
}

function sdk1Sse(): RequestListener {
  const sessions = new Map<string, SSEServerTransport>();
  return async (request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const session = sessions.get(url.searchParams.get('sessionId') ?? '');
    if (request.method === 'POST' && session) return session.handlePostMessage(request, response);
    if (request.method !== 'GET') return void response.writeHead(405).end();
    const transport = new SSEServerTransport('/messages', response);
    sessions.set(transport.sessionId, transport);
    await oldServer().connect(transport);
  };
}
