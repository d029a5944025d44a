import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { type ProtectedServer, startProtectedServer } from './protected-server.ts';
import { onEachDatabase, startOnSqlite, type TestPlatform } from './test-platform.ts';

const callback = 'https://gateway.example.com/oauth/callback';
const config = { security: { allow_private_addresses: ['127.0.0.0/8'] } };

/** Adds the protected server to the gateway. */
async function add(platform: TestPlatform, server: ProtectedServer, oauth_config: object = {}) {
  const body = { name: 'protected', type: 'streamable_http', config: { url: server.url }, oauth_config };
  const { status, json } = await platform.ask('POST', '/servers', { body });
  expect(status).toBe(201);
  return { id: json.id as string, oauth: json.oauth_config };
}

const begin = (platform: TestPlatform, id: string, body: object = {}) =>
  platform.ask('POST', `/servers/${id}/oauth/authorize`, { body });

/** Comes back to the gateway as a browser does: without any credentials of it. */
const comeBack = (platform: TestPlatform, url: URL) =>
  platform.gateway.app.inject({ url: url.pathname + url.search });

/** Connects the owner; the connection as it is listed. */
async function connect(platform: TestPlatform, server: ProtectedServer, id: string, body: object = {}) {
  const { status, json } = await begin(platform, id, body);
  expect(status).toBe(200);
  const answer = await comeBack(platform, await server.logIn(json.authorization_url));
  expect(answer.statusCode).toBe(200);
  const { items } = (await platform.ask('GET', '/connections')).json;
  return items.find((one: { server_id: string }) => one.server_id === id);
}

const hello = (platform: TestPlatform) =>
  platform.ask('POST', '/tools/execute', { body: { tool_name: 'protected__hello' } });

/** The server shows its tools once somebody is connected to it. */
const learned = (platform: TestPlatform, id: string) =>
  expect
    .poll(async () => (await platform.ask('GET', `/servers/${id}`)).json.tool_count, { timeout: 10_000 })
    .toBe(1);

const connectionsOf = (platform: TestPlatform) =>
  PlatformHost.of(platform.gateway.platform!).parts.connections;

onEachDatabase(start => {
  test('a log-in is begun, led to the authorization server that the server names, and makes a connection', async () => {
    verifies('connections:oauth:flow', 'connections:oauth:registration', 'connections:oauth:learned');
    await using server = await startProtectedServer(callback);
    await using platform = await start({ config });
    const { id, oauth } = await add(platform, server);
    const early = await platform.ask('POST', `/servers/${id}/sync`);
    expect([early.status, early.json.detail]).toEqual([502, expect.stringContaining('401')]);
    const begun = await begin(platform, id, {
      oauth_app_id: oauth.oauth_app_id,
      redirect_uri: 'https://app.example.com/done',
    });
    const page = new URL(begun.json.authorization_url);
    expect(page.origin).toBe(server.issuer);
    expect(Object.fromEntries(page.searchParams)).toMatchObject({
      redirect_uri: callback,
      code_challenge_method: 'S256',
      state: begun.json.state,
      resource: server.url,
    });
    const back = await server.logIn(page.href);
    const answer = await comeBack(platform, back);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.body).toContain('https://app.example.com/done');
    await learned(platform, id);
    expect((await hello(platform)).json).toMatchObject({ result: 'hello', error: null });
    const synced = await platform.ask('POST', `/servers/${id}/sync`);
    expect([synced.status, synced.json.total_tools]).toEqual([200, 1]);
    const health = await platform.ask('POST', `/servers/${id}/health`);
    expect(health.json.current_status).toBe('running');
    const [connection] = (await platform.ask('GET', '/connections')).json.items;
    expect(connection).toMatchObject({
      server_id: id,
      credential_type: 'oauth',
      token_type: 'Bearer',
      provider_name: server.issuer,
      scopes: expect.arrayContaining(['mcp:read']),
      health_status: 'healthy',
      consecutive_refresh_failures: 0,
    });
    expect(Date.parse(connection.next_refresh_at)).toBeLessThan(Date.parse(connection.expires_at));
    expect(JSON.stringify(connection)).not.toContain(server.seen[0]);
    // The way is registered once, and a second log-in renews the connection.
    const again = await connect(platform, server, id);
    expect(again.id).toBe(connection.id);
    const config_ = (await platform.ask('GET', `/servers/${id}/oauth-config`)).json;
    expect(config_.client_id).toBe(page.searchParams.get('client_id'));
  });

  test('each state is good once, and only as it was given', async () => {
    verifies('connections:oauth:state', 'connections:oauth:iss');
    await using server = await startProtectedServer(callback);
    await using platform = await start({ config });
    const { id } = await add(platform, server);
    const { json } = await begin(platform, id);
    const back = await server.logIn(json.authorization_url);
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await comeBack(platform, forged)).statusCode).toBe(400);
    expect((await comeBack(platform, back)).statusCode).toBe(200);
    expect((await comeBack(platform, back)).statusCode).toBe(400);
    expect((await comeBack(platform, new URL(callback))).statusCode).toBe(400);
    expect((await platform.ask('GET', '/connections')).json.total).toBe(1);
    // Of another issuer: nothing is exchanged, and the state is gone.
    const second = await begin(platform, id);
    const mixed = await server.logIn(second.json.authorization_url);
    const before = server.grants.length;
    mixed.searchParams.set('iss', 'https://other.example.com');
    expect((await comeBack(platform, mixed)).statusCode).toBe(502);
    mixed.searchParams.set('iss', server.issuer);
    expect((await comeBack(platform, mixed)).statusCode).toBe(400);
    expect(server.grants).toHaveLength(before);
    // Somebody says no.
    const third = await begin(platform, id);
    const no = new URL(`${callback}?error=access_denied&state=${third.json.state}`);
    expect((await comeBack(platform, no)).statusCode).toBe(403);
  });
});

test('a client that was registered by hand is used, and its secret is never told', async () => {
  verifies('connections:oauth:config');
  await using server = await startProtectedServer(callback);
  await using platform = await startOnSqlite({ config });
  const given = {
    client_id: server.client.id,
    client_secret: server.client.secret,
    issuer: server.issuer,
    scopes: ['openid', 'mcp:read'],
  };
  const { id, oauth } = await add(platform, server, given);
  const { client_secret: _, ...told } = given;
  expect(oauth).toMatchObject({ ...told, has_client_secret: true, server_id: id });
  const path = `/servers/${id}/oauth-config`;
  const got = await platform.ask('GET', path);
  expect(got.json).toEqual(oauth);
  expect(JSON.stringify(got.json)).not.toContain(server.client.secret);
  expect((await connect(platform, server, id)).is_valid).toBe(true);
  // What is left out of the same client stays.
  const scopes = await platform.ask('PUT', `/servers/${id}`, {
    body: { oauth_config: { ...told, scopes: ['mcp:read'] } },
  });
  expect(scopes.json.oauth_config).toMatchObject({
    has_client_secret: true,
    oauth_app_id: oauth.oauth_app_id,
  });
  const wrongApp = await begin(platform, id, { oauth_app_id: '00000000-0000-7000-8000-000000000000' });
  expect([wrongApp.status, wrongApp.json.code]).toEqual([404, 'GW_OAUTH_NOT_CONFIGURED']);
  expect((await platform.ask('DELETE', path)).status).toBe(204);
  expect((await platform.ask('GET', path)).status).toBe(404);
  expect((await platform.ask('GET', `/servers/${id}`)).json.oauth_config).toBeNull();
});

test('authorization servers can read who the gateway is, without credentials', async () => {
  verifies('connections:oauth:metadata');
  await using platform = await startOnSqlite();
  const url = '/oauth/client-metadata.json';
  const answer = await platform.gateway.app.inject({ url });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    client_id: `https://gateway.example.com${url}`,
    redirect_uris: [callback],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  });
});

test('fifty calls with an expired token refresh it once, and all go on', async () => {
  verifies('connections:oauth:refresh', 'connections:oauth:single-flight');
  await using server = await startProtectedServer(callback);
  await using platform = await startOnSqlite({ config });
  const { id } = await add(platform, server);
  server.tokenLifetime = 2;
  const connection = await connect(platform, server, id);
  await learned(platform, id);
  server.tokenLifetime = 3_600;
  await expect.poll(() => Date.now() > Date.parse(connection.expires_at), { timeout: 5_000 }).toBe(true);
  const before = server.grants.length;
  const calls = await Promise.all(Array.from({ length: 50 }, () => hello(platform)));
  expect(new Set(calls.map(({ json }) => json.result))).toEqual(new Set(['hello']));
  expect(server.grants.slice(before)).toEqual(['refresh_token']);
  const refreshed = await platform.ask('POST', `/connections/${connection.id}/refresh`);
  expect(refreshed.status).toBe(200);
  expect(Date.parse(refreshed.json.last_refreshed_at)).toBeGreaterThan(Date.parse(connection.created_at));
  expect(server.grants.slice(before)).toEqual(['refresh_token', 'refresh_token']);
  expect((await hello(platform)).json.result).toBe('hello');
  expect(new Set(server.seen).size).toBeGreaterThanOrEqual(3);
});

test('access that was revoked is told as such, until somebody logs in again', async () => {
  verifies('connections:oauth:revoked');
  await using server = await startProtectedServer(callback);
  await using platform = await startOnSqlite({ config });
  const { id } = await add(platform, server);
  server.tokenLifetime = 1;
  const connection = await connect(platform, server, id);
  await learned(platform, id);
  const token = await server.provider.AccessToken.find(server.seen.at(-1)!);
  await server.provider.Grant.adapter.revokeByGrantId(`${token?.grantId}`);
  await expect.poll(async () => (await hello(platform)).status, { timeout: 10_000 }).toBe(502);
  const refused = await hello(platform);
  expect(refused.json.detail).toMatch(/invalid_grant.*authorise it again/);
  expect((await platform.ask('GET', '/connections')).json.items).toEqual([]);
  const [invalid] = (await platform.ask('GET', '/connections?include_invalid=true')).json.items;
  expect(invalid).toMatchObject({
    id: connection.id,
    is_valid: false,
    health_status: 'expired',
    consecutive_refresh_failures: 1,
    refresh_error: expect.stringContaining('invalid_grant'),
  });
  const failed = await platform.ask('POST', `/connections/${connection.id}/refresh`);
  expect([failed.status, failed.json.code]).toEqual([502, 'GW_CONNECTION_NOT_REFRESHED']);
  server.tokenLifetime = 3_600;
  const renewed = await connect(platform, server, id);
  expect(renewed).toMatchObject({ id: connection.id, is_valid: true, refresh_error: null });
  expect((await hello(platform)).json.result).toBe('hello');
});

test('what belongs to somebody else is neither seen nor used', async () => {
  verifies('connections:own:principal');
  await using server = await startProtectedServer(callback);
  await using platform = await startOnSqlite({ config });
  const { id } = await add(platform, server);
  await connect(platform, server, id);
  await learned(platform, id);
  const connections = connectionsOf(platform);
  const fields = { serverId: id, credentialType: 'bearer', secret: 'of-somebody-else' } as const;
  const other = await connections.create('jwt:somebody', fields, { isOwner: false });
  expect((await platform.ask('GET', `/connections/${other.id}`)).status).toBe(404);
  expect((await platform.ask('DELETE', `/connections/${other.id}`)).status).toBe(404);
  expect((await platform.ask('GET', '/connections')).json.total).toBe(1);
  expect((await hello(platform)).json.result).toBe('hello');
  expect(connections.of('protected', 'jwt:somebody')?.headers).toEqual({
    Authorization: 'Bearer of-somebody-else',
  });
  expect(connections.of('protected', 'jwt:nobody')).toBeUndefined();
});

test('endpoints at private addresses are refused', async () => {
  verifies('connections:oauth:addresses');
  await using platform = await startOnSqlite();
  const { json } = await platform.ask('POST', '/servers', {
    body: { name: 'remote', type: 'streamable_http', config: { url: 'https://mcp.example.com/mcp' } },
  });
  for (const field of ['issuer', 'token_url', 'authorization_url']) {
    const oauth_config = { [field]: 'http://127.0.0.1:9/' };
    const refused = await platform.ask('PUT', `/servers/${json.id}`, { body: { oauth_config } });
    expect(refused.status).toBe(422);
    expect(refused.json.errors[0].pointer).toBe(`/oauth_config/${field}`);
  }
  expect((await platform.ask('GET', `/servers/${json.id}/oauth-config`)).status).toBe(404);
});

test('an authorization server that a server names is not asked where it is at a private address', async () => {
  verifies('connections:oauth:addresses');
  await using server = await startProtectedServer(callback);
  // Of this host, and of no other.
  const narrow = { security: { allow_private_addresses: ['127.0.0.1/32'] } };
  await using platform = await startOnSqlite({ config: narrow });
  const { id } = await add(platform, server);
  server.named = 'http://10.255.255.1:9';
  const refused = await begin(platform, id);
  expect(refused.status).toBe(422);
  expect(refused.json.detail).toContain('10.255.255.1');
  expect(server.grants).toEqual([]);
});
