import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase, type TestPlatform } from './test-platform.ts';

const command = process.execPath;
const args = [join(import.meta.dirname, '..', 'fixtures', 'credential-server.mjs')];
const secretText = () => randomBytes(18).toString('base64url');

/** A stdio server that tells which variables it has. */
async function stdioServer(
  platform: TestPlatform,
  fields: object = {},
): Promise<{ id: string; name: string }> {
  const body = {
    name: `s${randomBytes(4).toString('hex')}`,
    type: 'stdio',
    config: { command, args },
    ...fields,
  };
  const { status, json } = await platform.ask('POST', '/servers', { body });
  expect(status).toBe(201);
  await known(platform, json.id);
  return json;
}

/** Its tools are known. */
const known = (platform: TestPlatform, id: string) =>
  expect
    .poll(async () => (await platform.ask('GET', `/servers/${id}`)).json.tool_count, { timeout: 10_000 })
    .toBeGreaterThan(0);

/** What a server finds in a variable, and in which process. */
async function variable(platform: TestPlatform, server: string, name: string, key?: string) {
  const body = { tool_name: `${server}__variable`, arguments: { name } };
  const { json } = await platform.ask('POST', '/tools/execute', { body, ...(key && { key }) });
  const [pid, value] = String(json.result).split(' ');
  return { pid, value, json };
}

onEachDatabase(start => {
  test('a credential reaches its server as a variable, for everyone, and is gone when it is deleted', async () => {
    verifies('connections:credentials:env');
    await using platform = await start();
    const { id, name } = await stdioServer(platform);
    const value = secretText();
    const path = `/servers/${id}/credentials`;
    const made = await platform.ask('POST', path, { body: { name: 'API_KEY', value } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: 'API_KEY',
      server_id: id,
      value_masked: `****${value.slice(-4)}`,
    });
    expect(JSON.stringify((await platform.ask('GET', path)).json)).not.toContain(value);
    expect((await variable(platform, name, 'API_KEY')).value).toBe(value);
    const twice = await platform.ask('POST', path, { body: { name: 'API_KEY', value } });
    expect([twice.status, twice.json.code]).toEqual([409, 'GW_CREDENTIAL_NAME_TAKEN']);
    expect((await platform.ask('DELETE', `${path}/${made.json.id}`)).status).toBe(204);
    expect((await variable(platform, name, 'API_KEY')).value).toBe('none');
    expect((await platform.ask('DELETE', `${path}/${made.json.id}`)).status).toBe(404);
    expect((await platform.ask('GET', path)).json.items).toEqual([]);
  });

  test('a connection reaches the server in a process of its own, until it is deleted or another takes its place', async () => {
    verifies('connections:own:env', 'connections:own:changes');
    await using platform = await start();
    const { id, name } = await stdioServer(platform);
    const before = await variable(platform, name, 'TOKEN');
    expect(before.value).toBe('none');
    const [first, second] = [secretText(), secretText()];
    const fields = { server_id: id, credential_type: 'api_key', header_name: 'TOKEN' };
    const made = await platform.ask('POST', '/connections', {
      body: { ...fields, credential_value: first, alias: 'mine', connection_data: { workspace_id: 7 } },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      server_id: id,
      alias: 'mine',
      header_name: 'TOKEN',
      prefix: '',
      credential_masked: `****${first.slice(-4)}`,
      connection_data: { workspace_id: 7 },
      is_valid: true,
    });
    const own = await variable(platform, name, 'TOKEN');
    expect(own.value).toBe(first);
    const used = (await platform.ask('GET', `/connections/${made.json.id}`)).json.last_accessed_at;
    expect(Date.parse(used)).toBeGreaterThanOrEqual(Date.parse(made.json.created_at));
    expect(own.pid).not.toBe(before.pid);
    const newer = await platform.ask('POST', '/connections', {
      body: { ...fields, credential_value: second },
    });
    expect((await variable(platform, name, 'TOKEN')).value).toBe(second);
    expect((await platform.ask('DELETE', `/connections/${newer.json.id}`)).status).toBe(204);
    expect((await variable(platform, name, 'TOKEN')).value).toBe(first);
    expect((await platform.ask('DELETE', `/connections/${made.json.id}`)).status).toBe(204);
    expect((await variable(platform, name, 'TOKEN')).value).toBe('none');
    expect((await platform.ask('GET', `/connections/${made.json.id}`)).status).toBe(404);
  });

  test('a connection holds in call sessions, too, and a prefix stands before what it carries', async () => {
    verifies('connections:own:sessions');
    await using platform = await start();
    const { id, name } = await stdioServer(platform);
    const call = async () => {
      const answer = await platform.gateway.call('variable', { name: 'TOKEN' }, { service: name });
      return String(answer.json().result).split(' ')[1];
    };
    expect(await call()).toBe('none');
    const secret = secretText();
    const body = {
      server_id: id,
      credential_type: 'bearer',
      credential_value: secret,
      header_name: 'TOKEN',
      prefix: 'key-',
    };
    const { json } = await platform.ask('POST', '/connections', { body });
    expect(await call()).toBe(`key-${secret}`);
    await platform.ask('DELETE', `/connections/${json.id}`);
    expect(await call()).toBe('none');
  });

  test('connections are listed with their servers, without their secrets', async () => {
    verifies('connections:api:list');
    await using platform = await start();
    const { id, name } = await stdioServer(platform);
    const password = secretText();
    const basic = await platform.ask('POST', '/connections/basic', {
      body: { server_id: id, username: 'me', password },
    });
    expect(basic.status).toBe(201);
    expect(basic.json).toMatchObject({ username: 'me', auth_method: 'basic', server_id: id });
    expect(basic.json.user_id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const none = await platform.ask('POST', '/connections', {
      body: { server_id: id, credential_type: 'none' },
    });
    expect([none.status, none.json.credential_masked]).toEqual([201, '']);
    const { json } = await platform.ask('GET', '/connections?include_server=true');
    expect(json.items.map((one: { credential_type: string }) => one.credential_type)).toEqual([
      'basic',
      'none',
    ]);
    expect(json.items[0]).toMatchObject({ id: basic.json.id, token_type: 'Bearer', server: { id, name } });
    expect(JSON.stringify(json)).not.toContain(password);
    expect((await platform.ask('GET', `/connections/${basic.json.id}`)).json.health_status).toBe('healthy');
    const refresh = await platform.ask('POST', `/connections/${basic.json.id}/refresh`);
    expect([refresh.status, refresh.json.code]).toEqual([409, 'GW_CONNECTION_NOT_REFRESHABLE']);
    const left = await platform.ask('DELETE', `/servers/${id}`);
    expect(left.status).toBe(204);
    expect((await platform.ask('GET', '/connections?include_invalid=true')).json.items).toEqual([]);
  });

  test('what can not be a connection is refused with what is wrong', async () => {
    verifies('connections:api:refusals');
    await using platform = await start();
    const { id } = await stdioServer(platform);
    const fields = { server_id: id, credential_type: 'api_key', credential_value: secretText() };
    const refused = async (changes: object, key?: string) => {
      const { status, json } = await platform.ask('POST', '/connections', {
        body: { ...fields, ...changes },
        ...(key && { key }),
      });
      expect(status).toBe(422);
      expect(JSON.stringify(json)).not.toContain(fields.credential_value);
      return json.errors[0].pointer;
    };
    expect(await refused({ credential_value: '' })).toBe('/credential_value');
    expect(await refused({ header_name: 'A=B' })).toBe('/header_name');
    expect(await refused({ credential_value: `${secretText()}\r\nX-Other: 1` })).toBe('/credential_value');
    expect(await refused({ connection_data: { a: { api_key: 'x' } } })).toBe('/connection_data/a/api_key');
    expect(await refused({ credential_type: 'magic' })).toBe('/credential_type');
    // With other variables, a caller who may not change the server could turn it into something else.
    const key = await platform.key({ scopes: ['connections:*'] });
    for (const header_name of ['LD_PRELOAD', 'NODE_OPTIONS', 'PATH', 'API_BASE_URL']) {
      expect(await refused({ header_name }, key)).toBe('/header_name');
    }
    const allowed = await platform.ask('POST', '/connections', {
      body: { ...fields, header_name: 'MY_TOKEN' },
      key,
    });
    expect(allowed.status).toBe(201);
    const nowhere = { ...fields, server_id: '00000000-0000-7000-8000-000000000000' };
    expect((await platform.ask('POST', '/connections', { body: nowhere })).status).toBe(404);
    const reading = await platform.key({ scopes: ['connections:read'] });
    expect((await platform.ask('POST', '/connections', { body: fields, key: reading })).status).toBe(403);
  });

  test('a server that asks for credentials is not started or called without them', async () => {
    verifies('connections:requirements:start');
    await using platform = await start();
    const credential_requirements = [
      { name: 'API_KEY' },
      { name: 'HINT', required: false },
      { name: 'TEAM_TOKEN' },
    ];
    const { id, name } = await stdioServer(platform, { credential_requirements });
    const refused = await platform.ask('POST', `/servers/${id}/start`);
    expect([refused.status, refused.json.code]).toEqual([422, 'GW_CREDENTIALS_MISSING']);
    expect(refused.json.detail).toContain('API_KEY, TEAM_TOKEN');
    const bulk = await platform.ask('POST', '/servers/bulk-action', {
      body: { action: 'restart', server_ids: [id] },
    });
    expect(bulk.json.results[0]).toMatchObject({
      ok: false,
      error: expect.stringContaining('API_KEY, TEAM_TOKEN'),
    });
    expect((await variable(platform, name, 'API_KEY')).json.status).toBe(422);
    await platform.ask('POST', `/servers/${id}/credentials`, {
      body: { name: 'API_KEY', value: secretText() },
    });
    const body = {
      server_id: id,
      credential_type: 'api_key',
      credential_value: secretText(),
      header_name: 'TEAM_TOKEN',
    };
    await platform.ask('POST', '/connections', { body });
    expect((await platform.ask('POST', `/servers/${id}/start`)).json.current_status).toBe('running');
    expect((await variable(platform, name, 'TEAM_TOKEN')).value).toBe(body.credential_value);
  });
});
