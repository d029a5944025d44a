import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSealingKey, sealingKeyFile } from '../src/sealing-key.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gw-key-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the key is made once, kept, and readable by its owner alone', async () => {
  verifies('mcp-edge:key');
  const dataDir = join(folder, 'not', 'there', 'yet');
  const key = await loadSealingKey(dataDir);
  expect(key).toHaveLength(32);
  expect(await loadSealingKey(dataDir)).toEqual(key);
  expect((await stat(sealingKeyFile(dataDir))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['secret.key']);
});

test('gateways that start at the same time get the same key', async () => {
  verifies('mcp-edge:key:once');
  const keys = await Promise.all(Array.from({ length: 20 }, () => loadSealingKey(folder)));
  expect(new Set(keys.map(key => Buffer.from(key).toString('hex'))).size).toBe(1);
  expect(await readdir(folder)).toEqual(['secret.key']);
});

test('a file that is no key stops the start, and is left as it is', async () => {
  verifies('mcp-edge:key');
  await writeFile(sealingKeyFile(folder), 'short');
  await expect(loadSealingKey(folder)).rejects.toMatchObject({ code: 'GW_SEALING_KEY' });
  expect(await readFile(sealingKeyFile(folder), 'utf8')).toBe('short');
});

test('a folder that cannot be made stops the start, and is named', async () => {
  verifies('mcp-edge:key');
  const dataDir = join(folder, 'file', 'data');
  await writeFile(join(folder, 'file'), '');
  await expect(loadSealingKey(dataDir)).rejects.toThrow(dataDir);
});
