import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { askMcp, callTool, toolNames } from './modern-mcp.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

async function echoTool(platform: TestPlatform) {
  let id = '';
  await expect
    .poll(async () => {
      const [server] = (await platform.ask('GET', '/servers')).json.items;
      id = server.id;
      return server.tool_count;
    })
    .toBeGreaterThan(0);
  const { items } = (await platform.ask('GET', `/servers/${id}/tools`)).json;
  const echo = items.find((tool: { name: string }) => tool.name === 'echo');
  return { id, echo, path: `/servers/${id}/tools/${echo.id}/overrides` };
}

test('MCP clients list and call tools as they are overridden, presets included', async () => {
  verifies('catalog:mcp:overrides');
  await using platform = await startOnSqlite();
  const { path } = await echoTool(platform);
  expect(await toolNames(platform)).toContain('tools__echo');
  const body = { name: 'repeat', argument_defaults: { text: 'preset' } };
  await platform.ask('PATCH', path, { body });
  expect(await toolNames(platform)).toContain('tools__repeat');
  expect(await toolNames(platform)).not.toContain('tools__echo');
  expect(await toolNames(platform, { at: 'servers/tools' })).toContain('repeat');
  for (const [at, prefix] of [
    ['gateway', 'tools__'],
    ['servers/tools', ''],
  ] as const) {
    const given = { text: 'given' };
    expect(await callTool(platform, `${prefix}repeat`, given, { at })).toContain('preset');
    expect(await callTool(platform, `${prefix}echo`, given, { at })).toBe(`Unknown tool: ${prefix}echo`);
  }
});

test('tools that are not selected are neither listed nor called over MCP', async () => {
  verifies('catalog:mcp:selection');
  await using platform = await startOnSqlite();
  const { id, echo } = await echoTool(platform);
  const body = { exposure_mode: 'selected', selected_tool_ids: [echo.id] };
  await platform.ask('PATCH', `/servers/${id}/tool-selection`, { body });
  expect(await toolNames(platform)).toEqual(['tools__echo']);
  expect(await toolNames(platform, { at: 'servers/tools' })).toEqual(['echo']);
  await platform.ask('PATCH', `/servers/${id}/tool-selection`, { body: { selected_tool_ids: [] } });
  expect(await toolNames(platform)).toEqual([]);
  const called = await askMcp(platform, 'tools/call', { name: 'tools__echo', arguments: {} });
  expect(called.error.code).toBe(-32602);
});

test('agents list and call tools over REST as they are overridden and selected', async () => {
  verifies('catalog:rest:exposure');
  await using platform = await startOnSqlite();
  const { id, echo, path } = await echoTool(platform);
  const listed = async (): Promise<string[]> => {
    const answer = await platform.gateway.inject({ method: 'GET', url: '/services/tools/tools' });
    return answer.json().tools.map(({ name }: { name: string }) => name);
  };
  const body = { name: 'repeat', argument_defaults: { text: 'preset' } };
  await platform.ask('PATCH', path, { body });
  expect(await listed()).toContain('repeat');
  expect(await listed()).not.toContain('echo');
  const called = await platform.gateway.call('repeat', { text: 'given' });
  expect(called.json()).toMatchObject({ result: 'preset', tool: 'repeat' });
  const hidden = await platform.gateway.call('echo', { text: 'given' });
  expect([hidden.statusCode, hidden.json().error]).toEqual([404, 'Unknown tool: echo']);
  const selection = { exposure_mode: 'selected', selected_tool_ids: [echo.id] };
  await platform.ask('PATCH', `/servers/${id}/tool-selection`, { body: selection });
  expect(await listed()).toEqual(['repeat']);
  expect((await platform.gateway.call('pid')).statusCode).toBe(404);
  await platform.ask('DELETE', path);
  expect((await platform.gateway.call('echo', { text: 'given' })).json().result).toBe('given');
});
