import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { callTool, toolNames } from './modern-mcp.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startOnSqlite } from './test-platform.ts';

test('a tool that changes is taken from MCP clients, and given back when it is approved over the API', async () => {
  verifies('pinning:mcp', 'pinning:api');
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'tools.json');
  const program = join(import.meta.dirname, '../../../catalog/test/fixtures/listed-tools.mjs');
  const write = (description: string) =>
    writeFile(file, JSON.stringify([{ name: 'echo', description, inputSchema: { type: 'object' } }]));
  await write('Says it again');
  await using platform = await startOnSqlite();
  const body = {
    name: 'pinned',
    type: 'stdio',
    config: { command: process.execPath, args: [program, file] },
  };
  const { id, pin } = (await platform.ask('POST', '/servers', { body })).json;
  expect(pin).toBe('hold');
  await expect.poll(() => toolNames(platform)).toContain('pinned__echo');
  await write('Says it again, and to others');
  await platform.ask('POST', `/servers/${id}/sync`);
  expect(await toolNames(platform)).not.toContain('pinned__echo');
  expect(await toolNames(platform, { at: 'servers/pinned' })).toEqual([]);
  expect(await callTool(platform, 'pinned__echo', {})).toBe('Unknown tool: pinned__echo');
  const pins = (await platform.ask('GET', `/servers/${id}/pins`)).json;
  expect(pins).toMatchObject({
    ...{ pin: 'hold', total: 1 },
    items: [{ name: 'echo', state: 'changed', held: true, changes: [{ pointer: '/description' }] }],
  });
  const { tool_id } = pins.items[0];
  const approved = await platform.ask('POST', `/servers/${id}/pins/approve`, {
    body: { tool_ids: [tool_id] },
  });
  expect(approved.json.items).toMatchObject([{ state: 'approved', held: false, changes: [] }]);
  expect(await toolNames(platform)).toContain('pinned__echo');
  const { items } = (await platform.ask('GET', '/audit?action=server.approve-tools')).json;
  expect(items).toMatchObject([{ target_id: id, outcome: 'ok' }]);
});
