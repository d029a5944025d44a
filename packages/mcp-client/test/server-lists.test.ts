import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { ListKind, McpClient } from '../src/index.ts';
import { recordingLogger, startAsker, startFault, startModern, startServer, textOf } from './start-client.ts';

const kinds: readonly ListKind[] = ['tools', 'resources', 'resourceTemplates', 'prompts'];

/** How often each method was asked for. */
async function asked(client: McpClient): Promise<Record<string, number>> {
  const messages = JSON.parse(textOf(await client.callTool('received', {}))) as { method?: string }[];
  const counts: Record<string, number> = {};
  for (const { method } of messages)
    if (method?.endsWith('/list')) counts[method] = (counts[method] ?? 0) + 1;
  return counts;
}

const changes = (client: McpClient) => {
  const seen: ListKind[] = [];
  client.on('listChanged', kind => void seen.push(kind));
  return seen;
};

test('a start lists tools alone; the other lists are fetched when they are asked for, once', async () => {
  verifies('mcp-upstream:lists:on-demand');
  await using client = await startAsker();
  expect(await asked(client)).toEqual({ 'tools/list': 1 });
  expect(kinds.map(kind => client.listed(kind) !== undefined)).toEqual([true, false, false, false]);
  const [first, second] = await Promise.all([client.list('resources'), client.list('resources')]);
  expect(first).toBe(second);
  expect(client.listed('resources')).toBe(first);
  expect(await asked(client)).toEqual({ 'tools/list': 1, 'resources/list': 2 });
});

test('all pages come, in the order of the server, with the fields that nobody here knows', async () => {
  verifies('mcp-upstream:lists:whole');
  await using client = await startAsker();
  expect(await client.list('resources')).toEqual([
    { uri: 'test://one', name: 'one', later: { kept: true } },
    { uri: 'test://two', name: 'two', version: 1 },
  ]);
  expect(await client.list('resourceTemplates')).toEqual([{ uriTemplate: 'test://{id}', name: 'any' }]);
  expect(await client.list('prompts')).toEqual([{ name: 'greet', version: 1 }]);
});

test.each(['2025', '2026'])(
  'a changed list is fetched anew where it is known, and told of in any case (%s)',
  async era => {
    verifies('mcp-upstream:lists:changed');
    await using client = await (era === '2025' ? startAsker() : startModern());
    const before = await client.list('prompts');
    const seen = changes(client);
    await client.callTool('change', { list: 'prompts' });
    await expect.poll(() => seen).toEqual(['prompts']);
    expect(client.listed('prompts')).not.toEqual(before);
    await client.callTool('change', { list: 'resources' });
    await expect.poll(() => seen.toSorted()).toEqual(['prompts', 'resourceTemplates', 'resources']);
    expect(client.listed('resources')).toBeUndefined();
  },
);

test('a list that changes while it is fetched is fetched again', async () => {
  verifies('mcp-upstream:lists:changed');
  await using client = await startFault('changes-while-listing');
  await client.list('prompts');
  await expect.poll(() => client.listed('prompts')).toEqual([{ name: 'listing-2' }]);
});

test('a flood of announcements makes few listings and few events', async () => {
  verifies('mcp-upstream:lists:flood');
  await using client = await startAsker();
  await client.list('prompts');
  const seen = changes(client);
  await client.callTool('change', { list: 'prompts', times: 500 });
  await expect.poll(() => seen.length).toBe(2);
  expect(await asked(client)).toMatchObject({ 'prompts/list': 3 });
});

test('a server is not asked for what it does not have', async () => {
  await using client = await startServer();
  expect(await client.list('resources')).toEqual([]);
  expect(await client.list('prompts')).toEqual([]);
  expect(await asked(client)).toEqual({ 'tools/list': 1 });
});

test('a server with resources and no templates has none', async () => {
  await using client = await startModern();
  expect(await client.list('resourceTemplates')).toEqual([]);
});

test('what a server of the 2026 era says of keeping a list is known', async () => {
  verifies('mcp-upstream:lists:hints');
  await using client = await startModern();
  await client.list('prompts');
  expect(client.listHints('tools')).toEqual({ ttlMs: 60_000, cacheScope: 'public' });
  expect(client.listHints('prompts')).toEqual({ ttlMs: 0, cacheScope: 'private' });
  expect(client.listHints('resources')).toBeUndefined();
});

test('a list whose time has passed is fetched again by a server that announces no changes', async () => {
  verifies('mcp-upstream:lists:hints');
  await using client = await startModern(['ttl']);
  const first = await client.list('prompts');
  expect(await client.list('prompts')).toBe(first);
  await expect.poll(() => client.list('prompts'), { timeout: 3_000 }).not.toBe(first);
});

test('who waits for a list can leave, and the others get it', async () => {
  await using client = await startAsker();
  const caller = new AbortController();
  const left = client.list('prompts', { signal: caller.signal });
  const stayed = client.list('prompts');
  caller.abort();
  await expect(left).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(await stayed).toHaveLength(1);
});

test('a list that can not be fetched again stays as it was', async () => {
  const logger = recordingLogger();
  await using client = await startFault('lists-once', undefined, { logger });
  const tools = client.getTools();
  await client.callTool('change', {});
  await expect
    .poll(() => logger.entries.map(({ message }) => message))
    .toContain('The changed list could not be fetched; the old one stays');
  expect(client.getTools()).toBe(tools);
});
