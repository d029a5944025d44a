import { randomUUID } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase, startOnSqlite, type TestPlatform } from './test-platform.ts';

/** The server of the config file, once its tools are known. */
export async function configured(platform: TestPlatform) {
  let server: { id: string; tool_count: number } | undefined;
  await expect
    .poll(async () => {
      server = (await platform.ask('GET', '/servers')).json.items.find(
        (one: { name: string }) => one.name === 'tools',
      );
      return server?.tool_count;
    })
    .toBeGreaterThan(0);
  const id = `${server?.id}`;
  const { items } = (await platform.ask('GET', `/servers/${id}/tools`)).json;
  const toolId = (name: string): string =>
    items.find((one: { original_name: string }) => one.original_name === name).id;
  return { id, count: items.length as number, toolId };
}

async function made(platform: TestPlatform, fields: object = {}) {
  const { status, json } = await platform.ask('POST', '/bundles', { body: { name: 'desk', ...fields } });
  expect(status).toBe(201);
  return { id: json.id as string, key: json.bundle_key as string, json };
}

onEachDatabase(start => {
  test('a bundle is made, listed, read, changed and removed; its key is shown, and not listed', async () => {
    verifies('bundles:api:crud');
    await using platform = await start();
    const { toolId } = await configured(platform);
    const agent_id = randomUUID();
    const tools = [{ tool_id: toolId('echo'), override_name: 'say', display_order: 3 }];
    const { id, key, json } = await made(platform, { description: 'The front desk', agent_id, tools });
    expect(json).toMatchObject({ name: 'desk', agent_id, tool_count: 1 });
    expect(key).toMatch(/^[\w-]{24,}$/);
    const got = await platform.ask('GET', `/bundles/${id}`);
    expect(got.json).toMatchObject({
      bundle_key: key,
      tools: [
        {
          tool_id: toolId('echo'),
          override_name: 'say',
          display_order: 3,
          enabled: true,
          original_name: 'echo',
          display_name: 'echo',
          tool_name: 'tools__echo',
          effective_name: 'say',
          server_name: 'tools',
        },
      ],
    });
    expect((await platform.ask('GET', `/bundles/by-agent/${agent_id}`)).json).toEqual(got.json);
    const list = await platform.ask('GET', '/bundles?search=front&page=1&page_size=10');
    expect(list.json).toMatchObject({ total: 1, page: 1, items: [{ id, tool_count: 1 }] });
    expect(JSON.stringify(list.json)).not.toContain(key);
    const changed = await platform.ask('PUT', `/bundles/${id}`, { body: { description: null } });
    expect(changed.json).toMatchObject({ name: 'desk', description: null, agent_id, bundle_key: key });
    expect((await platform.ask('DELETE', `/bundles/${id}`)).status).toBe(204);
    expect((await platform.ask('GET', `/bundles/${id}`)).status).toBe(404);
    expect((await platform.ask('GET', `/bundles/by-agent/${agent_id}`)).status).toBe(404);
  });

  test('an agent has one bundle at most', async () => {
    verifies('bundles:api:agent');
    await using platform = await start();
    const agent_id = randomUUID();
    await made(platform, { agent_id });
    const { id } = await made(platform);
    const body = { name: 'other', agent_id };
    expect((await platform.ask('POST', '/bundles', { body })).json).toMatchObject({
      status: 409,
      code: 'GW_AGENT_TAKEN',
    });
    expect((await platform.ask('PUT', `/bundles/${id}`, { body: { agent_id } })).status).toBe(409);
    const odd = await platform.ask('POST', '/bundles', { body: { name: 'x', agent_id: 'front-desk' } });
    expect([odd.status, odd.json.errors[0].pointer]).toEqual([422, '/agent_id']);
  });

  test('a server that is assigned brings its tools; one that is taken out stays out until it is assigned anew', async () => {
    verifies('bundles:api:servers');
    await using platform = await start();
    const { id: server, count, toolId } = await configured(platform);
    const { id } = await made(platform, { tools: [{ tool_id: toolId('echo') }] });
    const assign = () => platform.ask('POST', `/bundles/${id}/servers/${server}`);
    expect((await assign()).json).toEqual({ tools_added: count - 1, tools_existing: 1 });
    expect((await assign()).json).toEqual({ tools_added: 0, tools_existing: count });
    const listed = async () => (await platform.ask('GET', `/bundles/${id}/tools?page_size=1000`)).json;
    const before = await listed();
    expect(before).toMatchObject({ total: count, page: 1 });
    expect(before.items[0].tool_name).toBe('tools__echo');
    for (const name of ['echo', before.items[1].original_name]) {
      expect((await platform.ask('DELETE', `/bundles/${id}/tools/${toolId(name)}`)).status).toBe(204);
      expect((await platform.ask('DELETE', `/bundles/${id}/tools/${toolId(name)}`)).status).toBe(404);
    }
    expect((await listed()).total).toBe(count - 2);
    expect((await assign()).json).toEqual({ tools_added: 2, tools_existing: count - 2 });
    expect((await platform.ask('DELETE', `/bundles/${id}/servers/${server}`)).status).toBe(204);
    expect((await listed()).total).toBe(0);
    expect((await platform.ask('DELETE', `/bundles/${id}/servers/${server}`)).status).toBe(404);
    expect((await platform.ask('POST', `/bundles/${id}/servers/${randomUUID()}`)).status).toBe(404);
  });

  test('tools are added, overridden, ordered and removed; those that are in stay as they are', async () => {
    verifies('bundles:api:tools');
    await using platform = await start();
    const { id: server, toolId } = await configured(platform);
    const { id } = await made(platform);
    const add = (...tools: object[]) => platform.ask('POST', `/bundles/${id}/tools`, { body: { tools } });
    const added = await add({ tool_id: toolId('echo'), override_name: 'say' }, { tool_id: toolId('pid') });
    expect([added.status, added.json.map((one: { effective_name: string }) => one.effective_name)]).toEqual([
      201,
      ['say', 'tools__pid'],
    ]);
    expect((await add({ tool_id: toolId('echo'), override_name: 'other' })).json).toEqual([]);
    const put = (name: string, body: object) =>
      platform.ask('PUT', `/bundles/${id}/tools/${toolId(name)}`, { body });
    expect((await put('pid', { override_name: 'say' })).json.code).toBe('GW_TOOL_NAME_TAKEN');
    expect((await put('pid', { override_name: 'no spaces' })).status).toBe(422);
    const changed = await put('pid', { override_description: 'Which', enabled: false, display_order: 0 });
    expect(changed.json).toMatchObject({
      id: added.json[1].id,
      effective_description: 'Which',
      enabled: false,
      display_order: 0,
    });
    expect((await put('pid', { override_description: '' })).json.override_description).toBeNull();
    const twice = await add({ tool_id: toolId('echo') }, { tool_id: randomUUID() });
    expect([twice.status, twice.json.errors[0].pointer]).toEqual([422, '/tools/1/tool_id']);
    // One that comes with its server is changed as any other, and keeps its id.
    await platform.ask('POST', `/bundles/${id}/servers/${server}`);
    const { items } = (await platform.ask('GET', `/bundles/${id}/tools`)).json;
    const brought = items.at(-1);
    expect((await put(brought.original_name, { override_name: 'last' })).json).toMatchObject({
      id: brought.id,
      effective_name: 'last',
      display_order: brought.display_order,
    });
  });

  test('the owner of a connection lets a bundle use it, and nobody else does', async () => {
    verifies('bundles:api:connections');
    await using platform = await start();
    const { id: server } = await configured(platform);
    const { id } = await made(platform);
    const body = { server_id: server, credential_type: 'api_key', credential_value: 'k', header_name: 'KEY' };
    const connection = (await platform.ask('POST', '/connections', { body })).json;
    const path = `/bundles/${id}/connections`;
    const assigned = await platform.ask('POST', `${path}/${connection.id}`);
    expect([assigned.status, assigned.json]).toMatchObject([
      201,
      { bundle_id: id, server_id: server, user_connection_id: connection.id, server_name: 'tools' },
    ]);
    expect((await platform.ask('GET', path)).json).toEqual({ items: [assigned.json], total: 1 });
    expect((await platform.ask('POST', `${path}/${randomUUID()}`)).status).toBe(404);
    expect((await platform.ask('DELETE', `${path}/${connection.id}`)).status).toBe(204);
    expect((await platform.ask('DELETE', `${path}/${connection.id}`)).status).toBe(404);
    expect((await platform.ask('GET', path)).json.items).toEqual([]);
  });
});

test('what keys may do with bundles is as their scopes say', async () => {
  verifies('bundles:api:scopes');
  await using platform = await startOnSqlite();
  const { id } = await made(platform);
  const reader = await platform.key({ scopes: ['bundles:read'] });
  expect((await platform.ask('GET', `/bundles/${id}`, { key: reader })).status).toBe(200);
  expect((await platform.ask('DELETE', `/bundles/${id}`, { key: reader })).status).toBe(403);
  const other = await platform.key({ scopes: ['tools:*'] });
  expect((await platform.ask('GET', '/bundles', { key: other })).status).toBe(403);
});
