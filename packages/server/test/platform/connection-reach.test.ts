import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { callTool } from './modern-mcp.ts';
import { startProtectedServer } from './protected-server.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

const config = { security: { allow_private_addresses: ['127.0.0.0/8'] } };
const secretText = () => randomBytes(18).toString('base64url');

/** An MCP server at a URL that tells which headers it gets. */
async function startHeaderServer() {
  const tool = { name: 'header', inputSchema: { type: 'object', properties: { name: { type: 'string' } } } };
  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    if (request.method !== 'POST') return response.writeHead(405).end();
    const { id, method, params } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    if (id === undefined) return response.writeHead(202).end();
    const results: Record<string, () => object> = {
      initialize: () => ({
        protocolVersion: params.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'headers', version: '1.0.0' },
      }),
      'tools/list': () => ({ tools: [tool] }),
      'tools/call': () => {
        const text = `${request.headers[params.arguments.name] ?? 'none'}`;
        return { content: [{ type: 'text', text }] };
      },
    };
    const result = results[method]?.();
    const reply = result ? { result } : { error: { code: -32601, message: 'Method not found' } };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...reply }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Adds a server, and waits until its tools are known. */
async function add(platform: TestPlatform, body: object): Promise<string> {
  const { status, json } = await platform.ask('POST', '/servers', { body: { name: 'reached', ...body } });
  expect(status).toBe(201);
  const tools = async () => (await platform.ask('GET', `/servers/${json.id}`)).json.tool_count;
  await expect.poll(tools, { timeout: 15_000 }).toBe(1);
  return json.id;
}

const execute = async (platform: TestPlatform, tool: string, name: string) =>
  (
    await platform.ask('POST', '/tools/execute', {
      body: { tool_name: `reached__${tool}`, arguments: { name } },
    })
  ).json.result;

test('a server at a URL gets credentials and connections as headers, the latter in place of the former', async () => {
  verifies('connections:own:headers');
  await using server = await startHeaderServer();
  await using platform = await startOnSqlite({ config });
  const id = await add(platform, { type: 'streamable_http', config: { url: server.url } });
  const [shared, own] = [secretText(), secretText()];
  await platform.ask('POST', `/servers/${id}/credentials`, { body: { name: 'X-Api-Key', value: shared } });
  expect(await execute(platform, 'header', 'x-api-key')).toBe(shared);
  const fields = {
    server_id: id,
    credential_type: 'api_key',
    credential_value: own,
    header_name: 'x-api-key',
  };
  const { json } = await platform.ask('POST', '/connections', { body: fields });
  expect(await execute(platform, 'header', 'x-api-key')).toBe(own);
  await platform.ask('DELETE', `/connections/${json.id}`);
  expect(await execute(platform, 'header', 'x-api-key')).toBe(shared);
  const bearer = { server_id: id, credential_type: 'bearer', credential_value: own };
  await platform.ask('POST', '/connections', { body: bearer });
  expect(await execute(platform, 'header', 'authorization')).toBe(`Bearer ${own}`);
  await platform.ask('POST', '/connections/basic', {
    body: { server_id: id, username: 'ann', password: own },
  });
  const basic = Buffer.from(`ann:${own}`).toString('base64');
  expect(await execute(platform, 'header', 'authorization')).toBe(`Basic ${basic}`);
  const host = { ...fields, header_name: 'Host' };
  expect((await platform.ask('POST', '/connections', { body: host })).status).toBe(422);
});

test('connections hold for MCP clients, at once and until they are deleted', async () => {
  verifies('connections:own:mcp');
  await using platform = await startOnSqlite();
  const args = [join(import.meta.dirname, '..', 'fixtures', 'credential-server.mjs')];
  const id = await add(platform, { type: 'stdio', config: { command: process.execPath, args } });
  const seen = async () => {
    const answer = await callTool(platform, 'variable', { name: 'TOKEN' }, { at: 'servers/reached' });
    return answer.split(' ')[1];
  };
  expect(await seen()).toBe('none');
  const secret = secretText();
  const body = { server_id: id, credential_type: 'api_key', credential_value: secret, header_name: 'TOKEN' };
  const { json } = await platform.ask('POST', '/connections', { body });
  expect(await seen()).toBe(secret);
  await platform.ask('DELETE', `/connections/${json.id}`);
  expect(await seen()).toBe('none');
});

test('a token is refreshed before it expires, and what another gateway has changed is taken up', async () => {
  verifies('connections:oauth:ahead');
  await using server = await startProtectedServer('https://gateway.example.com/oauth/callback');
  await using platform = await startOnSqlite({ config });
  const { json } = await platform.ask('POST', '/servers', {
    body: { name: 'reached', type: 'streamable_http', config: { url: server.url }, oauth_config: {} },
  });
  const begun = await platform.ask('POST', `/servers/${json.id}/oauth/authorize`, { body: {} });
  const back = await server.logIn(begun.json.authorization_url);
  expect((await platform.gateway.app.inject({ url: back.pathname + back.search })).statusCode).toBe(200);
  const tools = async () => (await platform.ask('GET', `/servers/${json.id}`)).json.tool_count;
  await expect.poll(tools, { timeout: 15_000 }).toBe(1);
  const { store, connections } = PlatformHost.of(platform.gateway.platform!).parts;
  const [connection] = (await platform.ask('GET', '/connections')).json.items;
  // It works for an hour yet, and is due now.
  await store.connections.update(connection.id, { nextRefreshAt: Date.now() - 1 });
  await connections.follow({ kind: 'connection', id: connection.id });
  const before = server.grants.length;
  const called = await platform.ask('POST', '/tools/execute', { body: { tool_name: 'reached__hello' } });
  expect(called.json.result).toBe('hello');
  expect(server.grants.slice(before)).toEqual(['refresh_token']);
  // Another gateway deletes it.
  await store.connections.delete(connection.id);
  await connections.follow({ kind: 'connection', id: connection.id });
  expect((await platform.ask('GET', `/connections/${connection.id}`)).status).toBe(404);
});
