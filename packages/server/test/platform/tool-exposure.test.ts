import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

/** An MCP client of the 2026 era, which needs no session. */
async function mcp(
  platform: TestPlatform,
  scope: 'gateway' | 'servers/tools',
  method: string,
  params: object = {},
) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const { name } = params as { name?: string };
  const answer = await platform.gateway.inject({
    method: 'POST',
    url: `/mcp/${scope}`,
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(name && { 'mcp-name': name }),
    },
    payload: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
  });
  return answer.json();
}

async function toolNames(platform: TestPlatform, scope: 'gateway' | 'servers/tools') {
  const { result } = await mcp(platform, scope, 'tools/list');
  return result.tools.map(({ name }: { name: string }) => name);
}

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
  expect(await toolNames(platform, 'gateway')).toContain('tools__echo');
  const body = { name: 'repeat', argument_defaults: { text: 'preset' } };
  await platform.ask('PATCH', path, { body });
  expect(await toolNames(platform, 'gateway')).toContain('tools__repeat');
  expect(await toolNames(platform, 'gateway')).not.toContain('tools__echo');
  expect(await toolNames(platform, 'servers/tools')).toContain('repeat');
  for (const [scope, prefix] of [
    ['gateway', 'tools__'],
    ['servers/tools', ''],
  ] as const) {
    const given = { arguments: { text: 'given' } };
    const called = await mcp(platform, scope, 'tools/call', { name: `${prefix}repeat`, ...given });
    expect(JSON.stringify(called.result)).toContain('preset');
    const hidden = await mcp(platform, scope, 'tools/call', { name: `${prefix}echo`, ...given });
    expect(hidden.error).toMatchObject({ code: -32602, message: `Unknown tool: ${prefix}echo` });
  }
});

test('tools that are not selected are neither listed nor called over MCP', async () => {
  verifies('catalog:mcp:selection');
  await using platform = await startOnSqlite();
  const { id, echo } = await echoTool(platform);
  const body = { exposure_mode: 'selected', selected_tool_ids: [echo.id] };
  await platform.ask('PATCH', `/servers/${id}/tool-selection`, { body });
  expect(await toolNames(platform, 'gateway')).toEqual(['tools__echo']);
  expect(await toolNames(platform, 'servers/tools')).toEqual(['echo']);
  await platform.ask('PATCH', `/servers/${id}/tool-selection`, { body: { selected_tool_ids: [] } });
  expect(await toolNames(platform, 'gateway')).toEqual([]);
  const called = await mcp(platform, 'gateway', 'tools/call', { name: 'tools__echo', arguments: {} });
  expect(called.error.code).toBe(-32602);
});
