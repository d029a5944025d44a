import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { toolServer } from '../test-gateway.ts';
import { onEachDatabase, startOnSqlite, type TestPlatform } from './test-platform.ts';

const [command, ...args] = toolServer;
const tools = (name: string) => ({ name, type: 'stdio', config: { command, args } });

async function added(platform: TestPlatform, body: object) {
  const answer = await platform.ask('POST', '/servers', { body });
  expect(answer.status).toBe(201);
  return answer.json;
}

const running = (platform: TestPlatform, id: string) =>
  expect.poll(async () => (await platform.ask('GET', `/servers/${id}`)).json.status).toBe('running');

onEachDatabase(start => {
  test('a server is added, listed, changed, asked after and deleted', async () => {
    verifies('catalog:api:servers-crud');
    await using platform = await start();
    const server = await added(platform, { ...tools('mine'), description: 'Mine alone', portal_tags: ['a'] });
    expect(server).toMatchObject({
      name: 'mine',
      display_name: 'mine',
      type: 'stdio',
      source: 'api',
      portal_tags: ['a'],
      mcp_endpoint_url: 'https://gateway.example.com/mcp/servers/mine',
    });
    await running(platform, server.id);
    const list = await platform.ask('GET', '/servers?search=alone&type=stdio&status=running');
    expect(list.json).toMatchObject({
      total: 1,
      page: 1,
      items: [{ id: server.id, tool_count: expect.any(Number) }],
    });
    const all = await platform.ask('GET', '/servers?page=2&page_size=1');
    expect(all.json).toMatchObject({
      total: 2,
      page: 2,
      page_size: 1,
      items: [{ name: 'tools', source: 'config' }],
    });
    const changed = await platform.ask('PUT', `/servers/${server.id}`, { body: { display_name: 'Mine' } });
    expect(changed.json).toMatchObject({ id: server.id, display_name: 'Mine', description: 'Mine alone' });
    expect((await platform.ask('DELETE', `/servers/${server.id}`)).status).toBe(204);
    expect((await platform.ask('GET', `/servers/${server.id}`)).status).toBe(404);
  });
});

test('what can not be done to a server says why', async () => {
  verifies('catalog:api:servers-refusals');
  await using platform = await startOnSqlite();
  const [config] = (await platform.ask('GET', '/servers')).json.items;
  const refused = async (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: object) => {
    const { status, json } = await platform.ask(method, path, { ...(body && { body }) });
    return [status, json.code, json.errors?.[0]?.pointer];
  };
  expect(await refused('DELETE', `/servers/${config.id}`)).toEqual([409, 'GW_SERVER_FROM_CONFIG', undefined]);
  expect(await refused('POST', '/servers', tools('tools'))).toEqual([409, 'GW_SERVER_NAME_TAKEN', undefined]);
  expect(await refused('POST', '/servers', { ...tools('a b') })).toEqual([422, 'GW_INVALID', '/name']);
  expect(await refused('POST', '/servers', { name: 'a', type: 'stdio', config: {} })).toEqual([
    422,
    'GW_INVALID',
    '/config/command',
  ]);
  expect(
    await refused('POST', '/servers', { name: 'a', type: 'sse', config: { url: 'http://127.0.0.1:1/' } }),
  ).toEqual([422, 'GW_INVALID', '/config/url']);
  const nobody = '00000000-0000-7000-8000-000000000000';
  expect(await refused('POST', `/servers/${nobody}/start`)).toEqual([404, 'GW_SERVER_NOT_FOUND', undefined]);
});

test('servers are started, stopped and looked after, one by one and many at once', async () => {
  verifies('catalog:api:servers-lifecycle');
  await using platform = await startOnSqlite();
  const { id } = await added(platform, tools('mine'));
  await running(platform, id);
  const stopped = await platform.ask('POST', `/servers/${id}/stop`);
  expect(stopped.json).toMatchObject({
    server_id: id,
    server_name: 'mine',
    current_status: 'stopped',
    error: null,
  });
  const body = { tool_name: 'mine__echo', arguments: {} };
  const refusal = { status: 409, code: 'GW_SERVER_STOPPED' };
  expect((await platform.ask('POST', '/tools/execute', { body })).json).toMatchObject(refusal);
  const started = await platform.ask('POST', `/servers/${id}/start`);
  expect(started.json).toMatchObject({ current_status: 'running', previous_status: 'stopped', error: null });
  const bad = await added(platform, { name: 'bad', type: 'stdio', config: { command: '/nowhere' } });
  const bulk = { action: 'restart', server_ids: [id, bad.id] };
  expect((await platform.ask('POST', '/servers/bulk-action', { body: bulk })).json).toEqual({
    action: 'restart',
    affected: 1,
    results: [
      { server_id: id, ok: true, error: null },
      { server_id: bad.id, ok: false, error: expect.stringContaining('bad') },
    ],
  });
  expect((await platform.ask('POST', `/servers/${bad.id}/health`)).json.current_status).toBe('error');
  const health = await platform.ask('POST', '/servers/health/all');
  expect(health.json).toMatchObject({ healthy: 2, unhealthy: 1 });
  expect(health.json.results.map((one: { server_name: string }) => one.server_name)).toEqual([
    'bad',
    'mine',
    'tools',
  ]);
});

test('a server is reached by MCP clients as soon as it is added, and told where', async () => {
  verifies('catalog:api:servers-connection');
  await using platform = await startOnSqlite();
  const { id } = await added(platform, tools('mine'));
  const url = 'https://gateway.example.com/mcp/servers/mine';
  expect((await platform.ask('GET', `/servers/${id}/connection-options`)).json).toMatchObject({
    streamable_http: url,
    sse: `${url}/sse`,
  });
  const answer = await platform.gateway.inject({
    method: 'GET',
    url: '/services/mine/tools',
  });
  expect(answer.statusCode).toBe(200);
});

test('a key does with servers what its scopes say', async () => {
  verifies('catalog:api:servers-scopes');
  await using platform = await startOnSqlite();
  const reader = await platform.key({ scopes: ['servers:read'] });
  const writer = await platform.key({ scopes: ['servers:*'] });
  expect((await platform.ask('GET', '/servers', { key: reader })).status).toBe(200);
  expect((await platform.ask('POST', '/servers', { key: reader, body: tools('a') })).status).toBe(403);
  expect((await platform.ask('POST', '/servers', { key: writer, body: tools('a') })).status).toBe(201);
  const loose = { ...tools('b'), config: { command, args, sandbox: { enabled: false } } };
  expect((await platform.ask('POST', '/servers', { key: writer, body: loose })).json.code).toBe(
    'GW_SANDBOX_LOOSENED',
  );
});

test('a server that is stopped takes no more calls, and ends when those in flight have', async () => {
  verifies('catalog:servers:stop-waits');
  await using platform = await startOnSqlite();
  const { id } = await added(platform, tools('mine'));
  await running(platform, id);
  const call = (tool: string, args: object) =>
    platform.ask('POST', '/tools/execute', { body: { tool_name: `mine__${tool}`, arguments: args } });
  expect((await call('echo', {})).status).toBe(200);
  let isAnswered = false;
  const slow = call('mark', { file: '/dev/null', ms: 400 }).finally(() => {
    isAnswered = true;
  });
  await expect.poll(() => platform.gateway.sessions.inFlight).toBe(1);
  const stopping = platform.ask('POST', `/servers/${id}/stop`);
  await expect.poll(async () => (await call('echo', {})).status).toBe(409);
  expect((await stopping).json).toMatchObject({ current_status: 'stopped', error: null });
  expect(isAnswered).toBe(true);
  expect((await slow).json).toMatchObject({ error: null });
});
