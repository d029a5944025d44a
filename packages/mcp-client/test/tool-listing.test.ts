import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpClient, type Tool } from '../src/index.ts';
import { fixtureService, recordingLogger, spawner, startFault, startServer, textOf } from './start-client.ts';

const names = (tools: readonly Tool[]) => tools.map(({ name }) => name);

test('tools keep the fields that nobody here knows', async () => {
  await using client = await startServer();
  expect(client.getTools()[0]).toEqual({
    name: 'echo',
    description: 'Does echo',
    inputSchema: { type: 'object' },
    annotations: { readOnlyHint: true },
    laterField: { kept: true },
  });
});

test('all pages are listed', async () => {
  verifies('mcp-client:tools:pages');
  await using client = await startFault('pages', 5);
  expect(names(client.getTools())).toEqual(['tool-0', 'tool-1', 'tool-2', 'tool-3', 'tool-4']);
});

test('pages that go round in a circle end', async () => {
  verifies('mcp-client:tools:pages-bounded');
  const logger = recordingLogger();
  await using client = await startFault('circular-pages', undefined, { logger });
  expect(names(client.getTools())).toEqual(['tool-a', 'tool-b']);
  expect(logger.entries.map(({ message }) => message)).toContainEqual(expect.stringContaining('circle'));
});

test('pages without an end are cut off', async () => {
  verifies('mcp-client:tools:pages-bounded');
  await using client = await startFault('endless-pages');
  expect(client.getTools()).toHaveLength(200);
});

test('entries that are no tools are left out, and a name listed twice counts once', async () => {
  await using client = await startFault('odd-tools');
  expect(client.getTools()).toEqual([
    { name: 'good', description: 'Does good', inputSchema: { type: 'object' } },
  ]);
});

test('an answer without a list fails the start', async () => {
  await using client = new McpClient(fixtureService('faults', ['no-list']), { spawner });
  await expect(client.start()).rejects.toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
});

test('a server that declares nothing is asked for tools nevertheless', async () => {
  verifies('mcp-client:tools:undeclared');
  await using client = await startFault('no-capabilities');
  expect(names(client.getTools())).toEqual(['echo']);
});

test('a server that declares nothing and has no tools starts', async () => {
  verifies('mcp-client:tools:undeclared');
  await using client = await startFault('refuses-listing');
  expect(client.getTools()).toEqual([]);
});

test('a server that declares other things only is not asked', async () => {
  await using client = await startFault('no-tools');
  expect(client.getTools()).toEqual([]);
  expect(client.alive).toBe(true);
});

test('a changed list is listed anew, once for many announcements', async () => {
  verifies('mcp-client:tools:list-changed');
  await using client = await startServer();
  const changes: string[][] = [];
  client.on('toolsChanged', tools => void changes.push(names(tools)));
  await client.callTool('add-tool', { name: 'new', times: 50 });
  await expect.poll(() => names(client.getTools())).toContain('new');
  await expect.poll(() => changes.length).toBe(2);
  const received = JSON.parse(textOf(await client.callTool('received', {}))) as { method: string }[];
  expect(received.filter(({ method }) => method === 'tools/list')).toHaveLength(3);
});

test('a server that announces a change after every listing is not listed all the time', async () => {
  await using client = await startFault('always-changing');
  await new Promise<void>(resolve => {
    let changes = 0;
    client.on('toolsChanged', () => ++changes === 3 && resolve());
  });
  const listings = Number(textOf(await client.callTool('count', {})));
  expect(listings).toBeLessThanOrEqual(5);
});
