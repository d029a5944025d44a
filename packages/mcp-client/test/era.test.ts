import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { createEraMemory, type EraMemory, McpClient } from '../src/index.ts';
import { countingSpawner } from './managed-services.ts';
import { fixtureService, spawner, startModern, textOf } from './start-client.ts';

type Program = Parameters<typeof fixtureService>[0];

async function start(
  program: Program,
  args: readonly (string | number)[],
  options: { eras?: EraMemory; startTimeoutMs?: number } = {},
): Promise<McpClient> {
  const { startTimeoutMs = 20_000, ...rest } = options;
  const client = new McpClient(fixtureService(program, args, { startTimeoutMs }), { spawner, ...rest });
  onTestFinished(() => client.stop());
  await client.start();
  return client;
}

const methods = async (client: McpClient) =>
  JSON.parse(textOf(await client.callTool('received', {}))) as string[];

/** A file in which fixtures write down their starts. */
async function ledger() {
  const folder = await mkdtemp(join(tmpdir(), 'gw-era-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'starts');
  return { file, starts: () => readFileSync(file, 'utf8').trim().split('\n').length };
}

test('a server of the 2026 era is spoken to without a handshake', async () => {
  verifies('mcp-upstream:era:2026');
  await using client = await startModern();
  expect(client.identity).toEqual({
    era: '2026',
    protocolVersion: '2026-07-28',
    serverInfo: { name: 'modern', version: '2.0.0' },
    capabilities: expect.objectContaining({ tools: { listChanged: true } }),
    instructions: 'Be kind',
  });
  const received = JSON.parse(textOf(await client.callTool('received', {}))) as { method: string }[];
  const asked = received.map(({ method }) => method);
  expect(asked[0]).toBe('server/discover');
  expect(asked).not.toContain('initialize');
});

test('a server that refuses the question for its era is asked the older way', async () => {
  verifies('mcp-upstream:era:2025');
  const client = await start('server', []);
  expect(client).toMatchObject({ era: '2025', protocolVersion: '2025-11-25' });
});

test('a server that says nothing to the question is asked the older way after a second', async () => {
  verifies('mcp-upstream:era:silent');
  const client = await start('openings', ['silent']);
  expect(client.era).toBe('2025');
  expect(await methods(client)).toEqual([
    'server/discover',
    'initialize',
    'notifications/initialized',
    'tools/list',
    'tools/call',
  ]);
});

test('a server that exits on the question is started again, and asked the older way', async () => {
  verifies('mcp-upstream:era:dies');
  const { file, starts } = await ledger();
  const exits: string[] = [];
  const client = new McpClient(fixtureService('openings', ['dies', file]), { spawner });
  onTestFinished(() => client.stop());
  client.on('exit', ({ reason }) => void exits.push(reason));
  await client.start();
  expect(client.era).toBe('2025');
  expect(starts()).toBe(2);
  expect(exits).toEqual([]);
  expect((await methods(client))[0]).toBe('initialize');
});

test('a server that exits whatever it is asked fails its start with its own words', async () => {
  const { file, starts } = await ledger();
  const client = new McpClient(fixtureService('openings', ['dies-always', file]), { spawner });
  await expect(client.start()).rejects.toMatchObject({
    code: 'GW_UPSTREAM_START_FAILED',
    details: { stderr: ['no such table'], exit: { code: 3 } },
  });
  expect(starts()).toBe(2);
});

test('a server of both eras is spoken to in the newer one', async () => {
  verifies('mcp-upstream:era:both');
  const client = await start('openings', ['both']);
  expect(client.era).toBe('2026');
});

test('a server that is slow to start and answers both questions is spoken to as the later one says', async () => {
  verifies('mcp-upstream:era:late');
  const client = await start('openings', ['late-both', 1_300]);
  expect(client.era).toBe('2025');
  expect(await methods(client)).toContain('notifications/initialized');
});

test('a server of both eras that is slow to start is given more time when that is known', async () => {
  verifies('mcp-upstream:era:late');
  const eras = createEraMemory();
  expect((await start('openings', ['late-both', 1_300], { eras })).era).toBe('2025');
  expect(eras.get('fixture')).toMatchObject({ era: '2026', protocolVersion: '2026-07-28' });
  expect((await start('openings', ['late-both', 1_300], { eras })).era).toBe('2026');
});

test('a server of the 2026 era that is slow to start is found out nevertheless', async () => {
  verifies('mcp-upstream:era:late');
  const client = await start('modern', ['late', 1_300]);
  expect(client.era).toBe('2026');
});

test('a late answer to the first question counts where the second gets none', async () => {
  verifies('mcp-upstream:era:late');
  const client = await start('openings', ['late-and-deaf', 1_200]);
  expect(client.era).toBe('2026');
  expect(await methods(client)).not.toContain('notifications/cancelled');
});

test.each(['answers-anything', 'answers-nonsense', 'names-older'])(
  'an answer that names no version of ours is none (%s)',
  async oddity => {
    verifies('mcp-upstream:era:2025');
    const client = await start('openings', [oddity]);
    expect(client.era).toBe('2025');
  },
);

test('a server that speaks only later versions is refused at once, by its own words', async () => {
  verifies('mcp-upstream:era:unknown-version');
  const client = new McpClient(fixtureService('openings', ['future']), { spawner });
  await expect(client.start()).rejects.toMatchObject({
    code: 'GW_UPSTREAM_START_FAILED',
    message: expect.stringContaining('Unsupported protocol version'),
  });
});

test('what was found is remembered with its date, and costs no question at the next start', async () => {
  verifies('mcp-upstream:era:remembered');
  const eras = createEraMemory();
  const before = Date.now();
  await start('openings', ['silent'], { eras });
  expect(eras.get('fixture')).toEqual({
    era: '2025',
    protocolVersion: '2025-11-25',
    transport: 'stdio',
    foundAt: expect.any(String),
    definition: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  const { foundAt } = eras.get('fixture')!;
  expect(Date.parse(foundAt)).toBeGreaterThanOrEqual(before - 1);
  const again = await start('openings', ['silent'], { eras });
  expect((await methods(again))[0]).toBe('initialize');
  expect(eras.get('fixture')!.foundAt).toBe(foundAt);
});

test('another definition is found out anew, and so is what was found long ago', async () => {
  verifies('mcp-upstream:era:forgotten');
  const eras = createEraMemory();
  await start('openings', ['silent'], { eras });
  expect((await start('openings', ['both'], { eras })).era).toBe('2026');
  await start('server', [], { eras });
  const record = eras.get('fixture')!;
  eras.set('fixture', { ...record, foundAt: '2020-01-01T00:00:00.000Z' });
  const client = await start('server', [], { eras });
  const received = JSON.parse(textOf(await client.callTool('received', {}))) as { method: string }[];
  expect(received[0]?.method).toBe('server/discover');
  expect(Date.parse(eras.get('fixture')!.foundAt)).toBeGreaterThan(Date.parse(record.foundAt) - 1);
});

test('a server that has gone over to another era is found out again', async () => {
  verifies('mcp-upstream:era:changed');
  const eras = createEraMemory();
  const now = { transport: 'stdio', foundAt: new Date().toISOString() } as const;
  for (const [program, args, was, is] of [
    ['modern', [], '2025', '2026'],
    ['server', [], '2026', '2025'],
  ] as const) {
    await start(program, args, { eras });
    const { definition } = eras.get('fixture')!;
    eras.set('fixture', { ...now, era: was, protocolVersion: 'other', definition });
    expect((await start(program, args, { eras })).era).toBe(is);
    expect(eras.get('fixture')).toMatchObject({ era: is });
  }
});

test('a server that does not start as it is remembered is found out anew at the next start', async () => {
  verifies('mcp-upstream:era:changed');
  const eras = createEraMemory();
  await start('openings', ['late-and-deaf', 0], { eras });
  eras.set('fixture', { ...eras.get('fixture')!, era: '2025', protocolVersion: '2025-11-25' });
  const deaf = start('openings', ['late-and-deaf', 0], { eras, startTimeoutMs: 500 });
  await expect(deaf).rejects.toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
  expect((await start('openings', ['late-and-deaf', 0], { eras })).era).toBe('2026');
  expect(eras.get('fixture')).not.toHaveProperty('doubted');
});

test('a start that its caller gives up leaves no doubt', async () => {
  const eras = createEraMemory();
  await start('server', [], { eras });
  const client = new McpClient(fixtureService('server'), { spawner, eras });
  const abort = new AbortController();
  const started = client.start(abort.signal);
  abort.abort();
  await expect(started).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(eras.get('fixture')).not.toHaveProperty('doubted');
});

test('an abort during the question leaves nothing behind', async () => {
  const counting = countingSpawner();
  const client = new McpClient(fixtureService('openings', ['silent']), { spawner: counting });
  const abort = new AbortController();
  const started = client.start(abort.signal);
  await expect.poll(() => counting.running()).toBe(1);
  abort.abort();
  await expect(started).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(counting.running()).toBe(0);
});
