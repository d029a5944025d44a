import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EraRecord, silentLogger } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EraFile } from '../src/era-file.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-eras-'));
  path = join(folder, 'data', 'upstreams.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const record: EraRecord = {
  era: '2026',
  protocolVersion: '2026-07-28',
  transport: 'stdio',
  foundAt: '2026-11-21T00:00:00.000Z',
  definition: 'abc',
};

test('what was found out is there at the next start', async () => {
  verifies('mcp-edge:eras-file');
  await using first = EraFile.open(path, silentLogger);
  expect(first.get('one')).toBeUndefined();
  for (let n = 0; n < 50; n++) first.set('one', { ...record, definition: `${n}` });
  first.set('two', record);
  await first[Symbol.asyncDispose]();
  const second = EraFile.open(path, silentLogger);
  expect(second.get('one')).toEqual({ ...record, definition: '49' });
  expect(second.get('two')).toEqual(record);
  expect(await readdir(join(folder, 'data'))).toEqual(['upstreams.json']);
});

test('a broken file costs a warning, and is written anew', async () => {
  verifies('mcp-edge:eras-file');
  await EraFile.open(path, silentLogger)[Symbol.asyncDispose]();
  const broken = join(folder, 'upstreams.json');
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: object, message: string) => void warned.push(message) };
  for (const content of ['{', '{"one":7,"two":{"era":"2026"}}', 'null']) {
    await writeFile(broken, content);
    await using memory = EraFile.open(broken, logger);
    expect(memory.get('one')).toBeUndefined();
    memory.set('two', record);
    await memory[Symbol.asyncDispose]();
    expect(JSON.parse(await readFile(broken, 'utf8'))).toEqual({ two: record });
  }
  expect(warned).toHaveLength(1);
});

test('a folder that can not be written costs a warning, and nothing else', async () => {
  verifies('mcp-edge:eras-file');
  await writeFile(join(folder, 'file'), '');
  const warned: string[] = [];
  const logger = { ...silentLogger, warn: (_fields: object, message: string) => void warned.push(message) };
  const memory = EraFile.open(join(folder, 'file', 'upstreams.json'), logger);
  memory.set('one', record);
  await memory[Symbol.asyncDispose]();
  expect(memory.get('one')).toEqual(record);
  expect(warned.length).toBeGreaterThan(0);
});
