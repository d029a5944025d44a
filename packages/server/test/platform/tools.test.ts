import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

/** The server of the config file, once its tools are known. */
async function configured(platform: TestPlatform) {
  let server: { id: string; tool_count: number } | undefined;
  await expect
    .poll(async () => {
      server = (await platform.ask('GET', '/servers')).json.items[0];
      return server?.tool_count;
    })
    .toBeGreaterThan(0);
  const { json } = await platform.ask('GET', `/servers/${server?.id}/tools`);
  const tool = (name: string) => json.items.find((one: { name: string }) => one.name === name);
  return { id: `${server?.id}`, tools: json.items, tool, path: `/servers/${server?.id}/tools` };
}

const execute = (platform: TestPlatform, tool_name: string, args: object = {}, rest: object = {}) =>
  platform.ask('POST', '/tools/execute', { body: { tool_name, arguments: args, ...rest } });

test('a tool is looked up by name and executed; its own failure is no refusal', async () => {
  verifies('catalog:api:tools-execute');
  await using platform = await startOnSqlite();
  const { tool } = await configured(platform);
  const echo = tool('echo');
  expect((await platform.ask('GET', '/tools/by-name?name=tools__echo')).json).toEqual({
    tool_id: echo.id,
    tool_name: 'tools__echo',
    qualified_name: 'tools__echo',
    display_name: 'echo',
    description: echo.description,
    server_id: echo.server_id,
    server_name: 'tools',
    input_schema: echo.input_schema,
  });
  const done = await execute(platform, 'tools__echo', { text: 'hello' });
  expect(done.status).toBe(200);
  expect(done.json).toMatchObject({ server_id: echo.server_id, tool_name: 'tools__echo', error: null });
  expect(done.json.duration_ms).toBeGreaterThanOrEqual(0);
  expect((await execute(platform, 'echo', {}, { server_name: 'tools' })).status).toBe(200);
  expect((await execute(platform, 'tools__nothing')).json.code).toBe('GW_TOOL_NOT_FOUND');
});

test('what was overridden or hidden is so for everybody who executes and looks', async () => {
  verifies('catalog:api:tools-overrides');
  await using platform = await startOnSqlite();
  const { tool, path, id } = await configured(platform);
  const echo = tool('echo');
  const overrides = { name: 'repeat', description: 'Says it again', argument_defaults: { text: 'preset' } };
  const set = await platform.ask('PATCH', `${path}/${echo.id}/overrides`, { body: overrides });
  expect(set.json).toEqual({ tool_id: echo.id, enabled: null, ...overrides });
  expect((await execute(platform, 'tools__echo')).status).toBe(404);
  const done = await execute(platform, 'tools__repeat', { text: 'given' });
  expect(JSON.stringify(done.json.result)).toContain('preset');
  expect((await platform.ask('DELETE', `${path}/${echo.id}/overrides`)).status).toBe(204);
  const body = { exposure_mode: 'selected', selected_tool_ids: [] };
  expect((await platform.ask('PATCH', `/servers/${id}/tool-selection`, { body })).json).toEqual(body);
  expect((await execute(platform, 'tools__echo')).status).toBe(404);
  expect((await platform.ask('GET', `/servers/${id}/tool-selection`)).json).toEqual(body);
});

test('a session executes what it allows, and nothing else', async () => {
  verifies('catalog:api:tools-session');
  await using platform = await startOnSqlite();
  await configured(platform);
  const session = (await platform.ask('POST', '/sessions', { body: { allowed_tool_names: ['tools__ech*'] } }))
    .json;
  const headers = { 'x-session-id': session.session_id ?? session.id };
  const as = (tool_name: string) => platform.ask('POST', '/tools/execute', { body: { tool_name }, headers });
  expect((await as('tools__echo')).status).toBe(200);
  await platform.ask('PATCH', `/sessions/${headers['x-session-id']}`, { body: { denied_tool_names: ['*'] } });
  expect((await as('tools__echo')).json).toMatchObject({ status: 403, code: 'GW_FORBIDDEN' });
});

test('local tools are declared and synced; arguments that a tool does not take are refused with their places', async () => {
  verifies('catalog:api:tools-local');
  await using platform = await startOnSqlite();
  const { id } = (await platform.ask('POST', '/servers', { body: { name: 'mine', type: 'local' } })).json;
  const input_schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
  const one = await platform.ask('POST', `/servers/${id}/tools`, { body: { name: 'one', input_schema } });
  expect([one.status, one.json.qualified_name]).toEqual([201, 'mine__one']);
  const synced = await platform.ask('PUT', `/servers/${id}/tools`, {
    body: { tools: [{ name: 'one', description: 'x', input_schema }, { name: 'two' }] },
  });
  expect(synced.json).toEqual({ tools_added: 1, tools_updated: 1, tools_removed: 0, total_tools: 2 });
  expect((await execute(platform, 'mine__one', { n: 'x' })).json).toMatchObject({
    status: 422,
    code: 'GW_INVALID_ARGUMENTS',
    errors: [{ pointer: '/arguments/n' }],
  });
  expect((await execute(platform, 'mine__one')).json.errors[0].pointer).toBe('/arguments/n');
  expect((await execute(platform, 'mine__two')).json.code).toBe('GW_TOOL_NOT_CARRIED_OUT');
  const patched = await platform.ask('PATCH', `/servers/${id}/tools/${one.json.id}`, {
    body: { description: 'y' },
  });
  expect(patched.json).toMatchObject({ id: one.json.id, description: 'y', input_schema });
  expect((await platform.ask('DELETE', `/servers/${id}/tools/${one.json.id}`)).status).toBe(204);
  expect((await platform.ask('GET', `/servers/${id}/tools`)).json.total).toBe(1);
  const correct = await platform.ask(
    'POST',
    `/servers/${id}/tools/${synced.json.id ?? one.json.id}/correct-schema`,
  );
  expect(correct.status).toBe(404);
});

test('an execution leaves an audit record with a digest of its arguments', async () => {
  verifies('catalog:api:tools-audited');
  await using platform = await startOnSqlite();
  const { tool } = await configured(platform);
  await execute(platform, 'tools__echo', { text: 'planted' });
  await platform.store.journal.flush();
  const { json } = await platform.ask('GET', '/audit');
  const [record] = json.items.filter((one: { action: string }) => one.action === 'tool.execute');
  expect(record).toMatchObject({ outcome: 'ok', target_id: tool('echo').id, principal: 'owner' });
  expect(JSON.stringify(json)).not.toContain('planted');
});

test('look-up, search and execution call a tool by the same name, and each takes what the others gave', async () => {
  verifies('api-docs:tools:one-name');
  await using platform = await startOnSqlite();
  await configured(platform);
  const lookedUp = (await platform.ask('GET', '/tools/by-name?name=echo')).json;
  const body = { query: 'echo', limit: 20 };
  const found = (await platform.ask('POST', '/tools/search', { body })).json.tools;
  const [one] = found.filter(({ tool_id }: { tool_id: string }) => tool_id === lookedUp.tool_id);
  expect(lookedUp.tool_name).toBe('tools__echo');
  expect([one.tool_name, one.qualified_name, one.display_name]).toEqual([
    lookedUp.tool_name,
    lookedUp.qualified_name,
    lookedUp.display_name,
  ]);
  expect((await execute(platform, lookedUp.tool_name, { text: 'x' })).json.tool_name).toBe(one.tool_name);
});
