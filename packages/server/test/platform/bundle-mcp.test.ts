import { randomUUID } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { askMcp, callTool, toolNames } from './modern-mcp.ts';
import { OfficialClient } from './official-client.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

/** Servers `tools` and `other`, once they are known. */
async function start() {
  const platform = await startOnSqlite({ services: { tools: {}, other: {} } });
  await expect.poll(() => toolNames(platform)).toContain('other__echo');
  const servers: Record<string, string> = {};
  const tools: Record<string, string> = {};
  await expect
    .poll(async () => {
      for (const { id, name } of (await platform.ask('GET', '/servers')).json.items) {
        servers[name] = id;
        for (const tool of (await platform.ask('GET', `/servers/${id}/tools`)).json.items) {
          tools[tool.qualified_name] = tool.id;
        }
      }
      return Object.keys(tools);
    })
    .toEqual(expect.arrayContaining(['tools__echo', 'other__echo']));
  return { platform, servers, tool: (name: string) => `${tools[name]}` };
}

async function bundle(platform: TestPlatform, tools: object[] = [], fields: object = {}) {
  const { json } = await platform.ask('POST', '/bundles', { body: { name: 'desk', tools, ...fields } });
  return { id: json.id as string, key: json.bundle_key as string, at: `bundles/${json.bundle_key}` };
}

test('MCP clients of a bundle see its tools as it has them, in its order, and call them so', async () => {
  verifies('bundles:mcp:tools');
  const { platform, tool } = await start();
  await using _ = platform;
  const { at } = await bundle(platform, [
    { tool_id: tool('tools__echo'), override_name: 'say', override_description: 'Says it', display_order: 2 },
    { tool_id: tool('other__pid'), display_order: 1 },
    { tool_id: tool('other__echo'), enabled: false },
  ]);
  const { result } = await askMcp(platform, 'tools/list', {}, { at });
  expect(result.tools.map(({ name }: { name: string }) => name)).toEqual(['other__pid', 'say']);
  expect(result.tools[1]).toMatchObject({ description: 'Says it', 'x-later': true });
  expect(result.cacheScope).toBe('private');
  expect(await callTool(platform, 'say', { text: 'hello' }, { at })).toBe('hello');
  for (const name of ['tools__echo', 'other__echo', 'tools__pid']) {
    expect(await callTool(platform, name, {}, { at })).toBe(`Unknown tool: ${name}`);
  }
});

test('overrides of the catalog hold in a bundle, and what is hidden there is hidden here', async () => {
  verifies('bundles:mcp:tools');
  const { platform, servers, tool } = await start();
  await using _ = platform;
  const { at } = await bundle(platform, [{ tool_id: tool('tools__args') }, { tool_id: tool('tools__pid') }]);
  const override = (name: string, body: object) =>
    platform.ask('PATCH', `/servers/${servers.tools}/tools/${tool(name)}/overrides`, { body });
  await override('tools__args', { name: 'preset', argument_defaults: { a: 1 } });
  await override('tools__pid', { enabled: false });
  expect(await toolNames(platform, { at })).toEqual(['tools__preset']);
  expect(await callTool(platform, 'tools__preset', { b: 2 }, { at })).toBe('{"b":2,"a":1}');
});

test('a bundle says what it is, and only what its servers say', async () => {
  verifies('bundles:mcp:description');
  const { platform, servers } = await start();
  await using _ = platform;
  const { id, at } = await bundle(platform, [], { description: 'For the front desk.' });
  await platform.ask('POST', `/bundles/${id}/servers/${servers.other}`);
  const { result } = await askMcp(platform, 'server/discover', {}, { at });
  expect(result._meta['io.modelcontextprotocol/serverInfo']).toMatchObject({ title: 'desk' });
  expect(result.instructions).toContain('For the front desk.');
  expect(result.instructions).toContain('## other');
  expect(result.instructions).not.toContain('## tools');
});

test.each(['2025', '2026'] as const)('changes of a bundle reach its clients at once (%s)', async era => {
  verifies('bundles:mcp:changes');
  const { platform, servers, tool } = await start();
  await using _ = platform;
  const { id, at } = await bundle(platform, [{ tool_id: tool('tools__echo') }]);
  const { url } = await platform.gateway.listen();
  await using client = await OfficialClient.connect(platform, { url, at, era });
  expect(await client.toolNames()).toEqual(['tools__echo']);
  await platform.ask('PUT', `/bundles/${id}/tools/${tool('tools__echo')}`, {
    body: { override_name: 'say' },
  });
  expect(await toolNames(platform, { at })).toEqual(['say']);
  await expect.poll(() => client.told).toBe(1);
  await platform.ask('POST', `/bundles/${id}/servers/${servers.other}`);
  expect(await toolNames(platform, { at })).toContain('other__echo');
  await expect.poll(() => client.told).toBe(2);
  await platform.ask('DELETE', `/bundles/${id}`);
  expect(await askMcp(platform, 'tools/list', {}, { at })).toMatchObject({
    status: 404,
    error: { message: 'There is no such bundle' },
  });
});

test('a bundle needs the ordinary credentials too, and its key is neither guessed nor logged', async () => {
  verifies('bundles:mcp:key');
  const { platform } = await start();
  await using _ = platform;
  const { key, at } = await bundle(platform);
  const url = `/mcp/${at}`;
  const stranger = await platform.gateway.app.inject({ method: 'POST', url, payload: {} });
  expect(stranger.statusCode).toBe(401);
  expect((await askMcp(platform, 'tools/list', {}, { at: `bundles/${randomUUID()}` })).status).toBe(404);
  expect((await askMcp(platform, 'tools/list', {}, { at: `${at}x` })).status).toBe(404);
  expect(platform.gateway.events.some(({ path }) => path === '/mcp/bundles/***')).toBe(true);
  await platform.store.journal.flush();
  const audit = (await platform.ask('GET', '/audit')).json;
  const traces = [platform.gateway.lines, platform.gateway.logged, audit, await platform.store.bundles.all()];
  expect(JSON.stringify(traces)).not.toContain(key);
});

test('execution and search keep within a bundle, by its names', async () => {
  verifies('bundles:api:execute');
  const { platform, tool } = await start();
  await using _ = platform;
  const agent_id = randomUUID();
  const { id } = await bundle(platform, [{ tool_id: tool('tools__echo'), override_name: 'say' }], {
    agent_id,
  });
  const execute = (tool_name: string, rest: object) =>
    platform.ask('POST', '/tools/execute', { body: { tool_name, arguments: { text: 'x' }, ...rest } });
  expect((await execute('say', { bundle_id: id })).json).toMatchObject({ result: 'x', tool_name: 'say' });
  expect((await execute('tools__echo', { agent_id })).json).toMatchObject({ result: 'x' });
  expect((await execute('other__echo', { bundle_id: id })).json.code).toBe('GW_TOOL_NOT_FOUND');
  expect((await execute('say', {})).status).toBe(404);
  expect((await execute('say', { bundle_id: randomUUID() })).json.code).toBe('GW_BUNDLE_NOT_FOUND');
  const found = await platform.ask('POST', '/tools/search', { body: { query: 'echo', limit: 50, agent_id } });
  expect(found.json.tools.map(({ tool_name }: { tool_name: string }) => tool_name)).toEqual(['say']);
});

test('users of a bundle reach a server by the connection that the bundle has for it', async () => {
  verifies('bundles:mcp:connection');
  await using platform = await startOnSqlite({ services: {} });
  const command = process.execPath;
  const args = ['-e', variableServer];
  const config = { command, args };
  const server = (await platform.ask('POST', '/servers', { body: { name: 'own', type: 'stdio', config } }))
    .json;
  await expect.poll(() => toolNames(platform)).toEqual(['own__who']);
  const { id, at } = await bundle(platform);
  await platform.ask('POST', `/bundles/${id}/servers/${server.id}`);
  const body = {
    server_id: server.id,
    credential_type: 'api_key',
    credential_value: 'of the bundle',
    header_name: 'WHO',
  };
  const connection = (await platform.ask('POST', '/connections', { body })).json;
  await platform.ask('POST', `/bundles/${id}/connections/${connection.id}`);
  expect(await callTool(platform, 'own__who', {}, { at })).toBe('of the bundle');
  await platform.ask('DELETE', `/connections/${connection.id}`);
  expect(await callTool(platform, 'own__who', {}, { at })).toBe('nobody');
});

/** A server whose tool says what stands in the variable WHO. */
const variableServer = `
  require('node:readline').createInterface({ input: process.stdin }).on('line', line => {
    const { id, method } = JSON.parse(line);
    if (id === undefined) return;
    const results = {
      initialize: { protocolVersion: '2025-11-25', serverInfo: { name: 'own', version: '1' }, capabilities: { tools: {} } },
      'tools/list': { tools: [{ name: 'who', inputSchema: { type: 'object' } }] },
      'tools/call': { content: [{ type: 'text', text: process.env.WHO ?? 'nobody' }] },
    };
    const result = results[method];
    const error = { code: -32601, message: 'Method not found' };
    process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...(result ? { result } : { error }) }) + '\\n');
  });
`;
