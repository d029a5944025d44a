import { randomUUID } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { askMcp, callTool, toolNames } from './modern-mcp.ts';
import { OfficialClient } from './official-client.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

/** Servers `tools` and `other`, once they are known. */
async function start(options: Parameters<typeof startOnSqlite>[0] = {}) {
  const platform = await startOnSqlite({ services: { tools: {}, other: {} }, ...options });
  await expect.poll(() => toolNames(platform)).toContain('other__echo');
  const servers: Record<string, string> = {};
  for (const { id, name } of (await platform.ask('GET', '/servers')).json.items) servers[name] = id;
  return { platform, servers };
}

async function session(platform: TestPlatform, fields: object): Promise<string> {
  const { status, json } = await platform.ask('POST', '/sessions', { body: fields });
  expect(status).toBe(201);
  return json.id;
}

const inHeader = (id: string) => ({ headers: { 'x-session-id': id } });

test('tools outside of a session are neither listed nor callable, at any endpoint', async () => {
  verifies('platform:sessions:mcp-scope');
  const { platform } = await start();
  await using _ = platform;
  const fields = { allowed_tool_names: ['tools__*', 'other__echo'], denied_tool_names: ['tools__p*'] };
  const headers = inHeader(await session(platform, fields));
  const names = await toolNames(platform, headers);
  expect(names).toContain('tools__echo');
  expect(names.filter(name => name.startsWith('other__'))).toEqual(['other__echo']);
  expect(names).not.toContain('tools__pid');
  expect(await callTool(platform, 'tools__echo', { text: 'in' }, headers)).toBe('in');
  expect(await callTool(platform, 'tools__pid', {}, headers)).toBe('Unknown tool: tools__pid');
  const other = { ...headers, at: 'servers/other' };
  expect(await toolNames(platform, other)).toEqual(['echo']);
  expect(await callTool(platform, 'echo', { text: 'in' }, other)).toBe('in');
  expect(await callTool(platform, 'pid', {}, other)).toBe('Unknown tool: pid');
  // Without the header, everything is there.
  expect(await toolNames(platform)).toContain('tools__pid');
});

test('a session that allows nothing has no tools', async () => {
  verifies('platform:sessions:mcp-scope');
  const { platform } = await start();
  await using _ = platform;
  expect(await toolNames(platform, inHeader(await session(platform, { allowed_tool_names: [] })))).toEqual(
    [],
  );
  const all = inHeader(await session(platform, { allowed_tool_names: null }));
  expect(await toolNames(platform, all)).toEqual(await toolNames(platform));
});

test('a session is named by its query, too, and by both only where they agree', async () => {
  verifies('platform:sessions:mcp-query');
  const { platform } = await start();
  await using _ = platform;
  const id = await session(platform, { allowed_tool_names: ['tools__echo'] });
  const at = `gateway?session_id=${id}`;
  expect(await toolNames(platform, { at })).toEqual(['tools__echo']);
  expect(await toolNames(platform, { at, ...inHeader(id) })).toEqual(['tools__echo']);
  expect((await askMcp(platform, 'tools/list', {}, { at, ...inHeader(randomUUID()) })).status).toBe(400);
});

test('a session that is unknown, closed or over is refused in words', async () => {
  verifies('platform:sessions:mcp-unknown');
  const { platform } = await start({ config: { session: { default_timeout: 1 } } });
  await using _ = platform;
  const list = (id: string) => askMcp(platform, 'tools/list', {}, inHeader(id));
  const refused = {
    status: 404,
    error: { message: expect.stringMatching(/^There is no such session, or it is over/) },
  };
  expect(await list(randomUUID())).toMatchObject(refused);
  expect(await list('no-uuid')).toMatchObject(refused);
  const closed = await session(platform, {});
  await platform.ask('DELETE', `/sessions/${closed}`);
  expect(await list(closed)).toMatchObject(refused);
  const key = await platform.key();
  const idle = await session(platform, {});
  expect((await list(idle)).status).toBe(200);
  // A key acts as its owner.
  const asOwner = { headers: { 'x-session-id': idle, authorization: `Bearer ${key}` } };
  expect((await askMcp(platform, 'tools/list', {}, asOwner)).status).toBe(200);
  // Asking for the session itself doesn't renew it.
  const isOver = async () => (await platform.ask('GET', `/sessions/${idle}`)).json.is_expired;
  await expect.poll(isOver, { timeout: 5_000 }).toBe(true);
  expect(await list(idle)).toMatchObject(refused);
});

test('a request renews its session', async () => {
  verifies('platform:sessions:mcp-renews');
  const { platform } = await start();
  await using _ = platform;
  const id = await session(platform, {});
  const before = (await platform.ask('GET', `/sessions/${id}`)).json.expires_at;
  await toolNames(platform, inHeader(id));
  const after = (await platform.ask('GET', `/sessions/${id}`)).json.expires_at;
  expect(Date.parse(after)).toBeGreaterThan(Date.parse(before));
});

test.each(['2025', '2026'] as const)(
  'changes of a session apply at once to clients that are connected, who are told (%s)',
  async era => {
    verifies('platform:sessions:mcp-changes');
    const { platform } = await start();
    await using _ = platform;
    const id = await session(platform, { allowed_tool_names: ['tools__echo'] });
    const { url } = await platform.gateway.listen();
    const place = { url, era, headers: { 'x-session-id': id } };
    await using client = await OfficialClient.connect(platform, { ...place, at: 'gateway' });
    await using single = await OfficialClient.connect(platform, { ...place, at: 'servers/other' });
    expect(await client.toolNames()).toEqual(['tools__echo']);
    expect(await single.toolNames()).toEqual([]);
    const body = { allowed_tool_names: ['tools__echo', 'other__pid'] };
    expect((await platform.ask('PATCH', `/sessions/${id}`, { body })).status).toBe(200);
    expect(await client.toolNames()).toEqual(['tools__echo', 'other__pid']);
    expect(await single.toolNames()).toEqual(['pid']);
    await expect.poll(() => [client.told, single.told]).toEqual([1, 1]);
    await platform.ask('DELETE', `/sessions/${id}`);
    await expect(client.toolNames()).rejects.toThrow('There is no such session');
  },
);

test('an MCP session belongs to the platform session that it was opened in', async () => {
  verifies('platform:sessions:mcp-bound');
  const { platform } = await start();
  await using _ = platform;
  const one = await session(platform, { allowed_tool_names: ['tools__echo'] });
  const send = (body: object, headers: Record<string, string>) =>
    platform.gateway.inject({
      method: 'POST',
      url: '/mcp/gateway',
      headers: { accept: 'application/json, text/event-stream', ...headers },
      payload: { jsonrpc: '2.0', id: 1, ...body },
    });
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  const opened = await send({ method: 'initialize', params }, { 'x-session-id': one });
  const mcp = { 'mcp-session-id': `${opened.headers['mcp-session-id']}` };
  const list = { method: 'tools/list' };
  expect((await send(list, { ...mcp, 'x-session-id': one })).json().result.tools).toHaveLength(1);
  // Left out, it would see everything.
  expect((await send(list, mcp)).statusCode).toBe(404);
  const wider = await session(platform, {});
  expect((await send(list, { ...mcp, 'x-session-id': wider })).statusCode).toBe(404);
});

test('a session for one server or for a bundle has what is in it, and nothing else', async () => {
  verifies('platform:sessions:mcp-narrowed');
  const { platform, servers } = await start();
  await using _ = platform;
  const forServer = inHeader(
    await session(platform, { server_id: servers.other, denied_tool_names: ['*__pid'] }),
  );
  const names = await toolNames(platform, forServer);
  expect(names).toContain('other__echo');
  expect(names.every(name => name.startsWith('other__') && name !== 'other__pid')).toBe(true);
  expect((await askMcp(platform, 'tools/list', {}, { ...forServer, at: 'servers/tools' })).status).toBe(404);
  const tools = (await platform.ask('GET', `/servers/${servers.tools}/tools`)).json.items;
  const echo = tools.find((tool: { name: string }) => tool.name === 'echo').id;
  const held = { name: 'desk', tools: [{ tool_id: echo, override_name: 'say' }] };
  const { id, bundle_key } = (await platform.ask('POST', '/bundles', { body: held })).json;
  const forBundle = inHeader(await session(platform, { bundle_id: id }));
  expect(await toolNames(platform, forBundle)).toEqual(['tools__echo']);
  expect(await toolNames(platform, { ...forBundle, at: `bundles/${bundle_key}` })).toEqual(['say']);
  const execute = (tool_name: string) =>
    platform.ask('POST', '/tools/execute', { body: { tool_name, arguments: { text: 'x' } }, ...forBundle });
  expect((await execute('tools__echo')).json.result).toBe('x');
  expect((await execute('other__echo')).json).toMatchObject({ status: 403, code: 'GW_FORBIDDEN' });
  const found = await platform.ask('POST', '/tools/search', { body: { query: 'echo' }, ...forBundle });
  expect(found.json.tools.map((one: { qualified_name: string }) => one.qualified_name)).toEqual([
    'tools__echo',
  ]);
  const byName = (name: string) => platform.ask('GET', `/tools/by-name?name=${name}`, forBundle);
  expect([(await byName('tools__echo')).status, (await byName('other__echo')).status]).toEqual([200, 404]);
});

test('the older transport keeps to the session that its stream was opened in', async () => {
  verifies('platform:sessions:mcp-sse');
  const { platform } = await start();
  await using _ = platform;
  const id = await session(platform, { allowed_tool_names: ['tools__echo'] });
  const { url } = await platform.gateway.listen();
  const { headers } = platform.gateway;
  const stream = await fetch(`${url}/mcp/gateway/sse?session_id=${id}`, { headers });
  const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  const until = async (wanted: RegExp): Promise<string> => {
    while (!wanted.test(heard)) heard += (await reader.read()).value ?? '';
    return wanted.exec(heard)?.[1] ?? '';
  };
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    });
  const path = await until(/data: (\/\S+)/);
  expect(path).toContain(`session_id=${id}`);
  const params = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  await post(path, { id: 1, method: 'initialize', params });
  await until(/("protocolVersion")/);
  await post(path, { id: 2, method: 'tools/list' });
  expect(await until(/"tools":(\[.*?\])\}\}/)).toContain('tools__echo');
  expect(heard).not.toContain('tools__pid');
  const elsewhere = await post(path.replace(/session_id=[^&]+&/, ''), { id: 3, method: 'tools/list' });
  expect(elsewhere.status).toBe(404);
  await reader.cancel();
});
