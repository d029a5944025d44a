import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startOnSqlite();
});
afterAll(() => platform[Symbol.asyncDispose]());

/** A request with a key, to any route of the gateway. */
async function withKey(
  key: string,
  method: 'GET' | 'POST' | 'DELETE' | 'PUT',
  url: string,
  payload?: object,
) {
  const headers = { authorization: `Bearer ${key}`, accept: 'application/json, text/event-stream' };
  return platform.gateway.app.inject({ method, url, headers, ...(payload ? { payload } : {}) });
}

const call = { tool: 'echo', session_id: 'scoped', arguments: {} };

test.each([
  ['GET', '/services', undefined, 'servers:read'],
  ['GET', '/services/tools/tools', undefined, 'tools:read'],
  ['POST', '/services/tools/call', call, 'tools:execute'],
  ['GET', '/sessions', undefined, 'sessions:read'],
  ['DELETE', '/sessions/scoped', undefined, 'sessions:write'],
  ['GET', '/api/v1/sessions', undefined, 'sessions:read'],
  ['PUT', '/api/v1/sdk/cache/k', { value: 1 }, 'cache:write'],
  ['GET', '/api/v1/audit', undefined, 'audit:read'],
  ['GET', '/api/v1/users/me/api-keys', undefined, 'keys:read'],
] as const)('%s %s needs its scope: a key without it gets 403', async (method, url, body, scope) => {
  verifies('platform:keys:scopes');
  const other = scope === 'cache:write' ? 'skills:read' : 'cache:*';
  const refused = await withKey(await platform.key({ scopes: [other] }), method, url, body);
  expect([refused.statusCode, refused.body]).toEqual([403, expect.stringContaining(scope)]);
  const nothing = await withKey(await platform.key({ scopes: [] }), method, url, body);
  expect(nothing.statusCode).toBe(403);
  const allowed = await withKey(await platform.key({ scopes: [scope] }), method, url, body);
  expect(allowed.statusCode).toBeLessThan(300);
});

test('what has no scope of its own is for keys that may do everything', async () => {
  verifies('platform:keys:scopes');
  expect((await withKey(await platform.key({ scopes: ['tools:*'] }), 'GET', '/metrics')).statusCode).toBe(
    403,
  );
  expect((await withKey(await platform.key(), 'GET', '/metrics')).statusCode).toBe(200);
});

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
};

test('MCP clients list with tools:read and call with tools:execute', async () => {
  verifies('platform:keys:mcp');
  const reader = await platform.key({ scopes: ['tools:read'] });
  const caller = await platform.key({ scopes: ['tools:execute'] });
  const neither = await platform.key({ scopes: ['cache:*'] });
  const ask = async (key: string, session: string | undefined, message: object) => {
    const answer = await platform.gateway.app.inject({
      method: 'POST',
      url: '/mcp/servers/tools',
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json, text/event-stream',
        ...(session ? { 'mcp-session-id': session, 'mcp-protocol-version': '2025-06-18' } : {}),
      },
      payload: message,
    });
    return answer;
  };
  const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' };
  const run = { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'echo', arguments: {} } };
  const session = (await ask(reader, undefined, initialize)).headers['mcp-session-id'] as string;
  expect(session).toEqual(expect.any(String));
  expect((await ask(reader, session, list)).statusCode).toBe(200);
  const refused = await ask(reader, session, run);
  expect([refused.statusCode, refused.json().error.message]).toEqual([
    403,
    expect.stringContaining('tools:execute'),
  ]);
  expect(refused.headers['www-authenticate']).toContain('scope="tools:execute"');
  expect((await ask(reader, session, [list, run])).statusCode).toBe(403);
  expect((await ask(caller, session, run)).statusCode).toBe(200);
  expect((await ask(caller, session, list)).statusCode).toBe(403);
  expect((await ask(neither, undefined, initialize)).statusCode).toBe(403);
});

test('a key hands on no more than it has, neither by a new key nor by rotating another', async () => {
  verifies('platform:keys:hand-on');
  const key = await platform.key({ scopes: ['keys:*', 'cache:read'] });
  const make = (scopes: unknown) =>
    platform.ask('POST', '/users/me/api-keys', { key, body: { name: 'child', scopes } });
  expect((await make(['cache:read'])).status).toBe(201);
  for (const scopes of [['cache:*'], ['tools:execute'], null, undefined]) {
    expect((await make(scopes)).status).toBe(403);
  }
  const wide = await platform.ask('POST', '/users/me/api-keys', { body: { name: 'wide' } });
  const rotated = await platform.ask('POST', `/users/me/api-keys/${wide.json.id}/rotate`, { key, body: {} });
  expect(rotated.status).toBe(403);
});

test('a key over its limit is 429 with Retry-After, whatever it asks; others and the owner go on', async () => {
  verifies('platform:keys:rate-limit');
  const key = await platform.key({ rate_limit_rpm: 2 });
  const other = await platform.key({ rate_limit_rpm: 2 });
  expect((await withKey(key, 'GET', '/services')).statusCode).toBe(200);
  expect((await platform.ask('GET', '/audit', { key })).status).toBe(200);
  const over = await platform.ask('GET', '/audit', { key });
  expect([over.status, over.json.code]).toEqual([429, 'GW_RATE_LIMITED']);
  expect(Number(over.headers['retry-after'])).toBeGreaterThan(50);
  const rest = await withKey(key, 'GET', '/services');
  expect([rest.statusCode, Object.keys(rest.json())]).toEqual([429, ['error']]);
  expect((await platform.ask('GET', '/audit', { key: other })).status).toBe(200);
  expect((await platform.ask('GET', '/audit')).status).toBe(200);
});

test('rate_limiting.api_limit counts each key by itself, and never the owner', async () => {
  verifies('platform:limits:api');
  await using limited = await startOnSqlite({ config: { rate_limiting: { api_limit: '2 per minute' } } });
  const [one, other] = [await limited.key(), await limited.key()];
  const statuses = [];
  for (const key of [one, one, one, other])
    statuses.push((await limited.ask('GET', '/audit', { key })).status);
  expect(statuses).toEqual([200, 200, 429, 200]);
  for (let at = 0; at < 4; at++) expect((await limited.ask('GET', '/audit')).status).toBe(200);
});

test.each(['gw_live_000000000000_', 'gw_', 'gw_live_zz_0', `gw_live_000000000000_${'0'.repeat(64)}`, 'x'])(
  '%s is no key: 401',
  async key => {
    verifies('platform:keys:unknown');
    expect((await platform.ask('GET', '/audit', { key })).status).toBe(401);
  },
);

test('a key with one character changed is 401', async () => {
  verifies('platform:keys:unknown');
  const key = await platform.key();
  const changed = key.slice(0, -1) + (key.endsWith('0') ? '1' : '0');
  expect((await platform.ask('GET', '/audit', { key: changed })).status).toBe(401);
});
