import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from '../../packages/sandbox/src/index.ts';
import { verifies } from '../verifies.ts';
import { attacks } from './attacks.ts';
import { attempts } from './attempts/index.ts';
import { attackTables, documentedTables } from './table.ts';

test('every attack is known by what it does, and every way to do one is among them', () => {
  verifies('escape:documented');
  expect(attacks.map(({ id }) => id).sort()).toEqual(Object.keys(attempts).sort());
});

test('docs/escapes.md shows what the attacks are held to', async () => {
  verifies('escape:documented');
  expect(await documentedTables()).toBe(attackTables());
});

test('strict does not start on a host that gives nothing', async () => {
  verifies('escape:degraded:refused');
  const folder = await mkdtemp(join(tmpdir(), 'escape-'));
  const places = { baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data') };
  const mechanisms = { bubblewrap: false, cgroup: false };
  try {
    await using sandbox = await createSandbox({ ...places, env: process.env, mechanisms });
    const command = [process.execPath, '--version'];
    await expect(
      sandbox.spawn({ name: 'test', command, policy: { preset: 'strict' } }),
    ).rejects.toMatchObject({ code: 'GW_SANDBOX_UNAVAILABLE' });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
