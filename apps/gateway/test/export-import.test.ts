import { randomBytes } from 'node:crypto';
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { expect, test } from 'vitest';
import { exportCommand } from '../src/commands/export.ts';
import { importCommand } from '../src/commands/import.ts';
import { recordedContext } from './command-context.ts';
import { type GatewayFolder, gatewayFolder } from './gateway-folder.ts';

const config = 'config.json';
const file = 'kept.jsonl';

async function exported(gateway: GatewayFolder, options = {}): Promise<string> {
  await exportCommand(recordedContext(gateway.cwd), file, { config, ...options });
  return join(gateway.cwd, file);
}

async function imported(gateway: GatewayFolder, path: string, options = {}) {
  const context = recordedContext(gateway.cwd);
  await importCommand(context, path, { config, ...options });
  return context;
}

test.skipIf(!postgresPrograms)(
  'what is kept goes from SQLite to PostgreSQL and back, with its secrets',
  async () => {
    verifies('cli:export:moves');
    await using postgres = await PostgresServer.start();
    await using first = await gatewayFolder();
    await using second = await gatewayFolder(await postgres.createDatabase());
    await using third = await gatewayFolder();
    const secret = randomBytes(16).toString('hex');
    await first.addSecret('one', secret);
    for (const gateway of [second, third]) {
      await copyFile(join(first.dataDir, 'secret.key'), join(gateway.dataDir, 'secret.key'));
    }
    const context = await imported(second, await exported(first));
    expect(context.warned).toEqual([]);
    expect(await second.secrets()).toEqual({ one: secret });
    await imported(third, await exported(second));
    expect(await third.secrets()).toEqual({ one: secret });
  },
);

test('an export is for this user alone, appears whole, and writes over nothing unless it is told to', async () => {
  verifies('cli:export:safe');
  await using gateway = await gatewayFolder();
  // A gateway may be there.
  await using store = await gateway.open();
  await store.servers.insert({ name: 'one', type: 'local', source: 'api', config: {} });
  const path = await exported(gateway);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeFile(path, 'before');
  await expect(exported(gateway)).rejects.toMatchObject({ code: 'GW_COMMAND' });
  expect(await readFile(path, 'utf8')).toBe('before');
  await exported(gateway, { force: true });
  expect(await readFile(path, 'utf8')).toContain('"name":"one"');
  expect((await readdir(gateway.cwd)).sort()).toEqual(['config.json', 'data', file]);
});

test('an import is refused where something is kept or a gateway runs, and replaces it where it is told to', async () => {
  verifies('cli:import:safe');
  await using source = await gatewayFolder();
  await using target = await gatewayFolder();
  await source.addSecret('one', 'secret');
  await target.addSecret('two', 'secret');
  const path = await exported(source);
  await expect(imported(target, path)).rejects.toMatchObject({
    message: expect.stringContaining('--replace'),
  });
  {
    await using running = await target.open();
    await running.servers.all();
    await expect(imported(target, path, { replace: true })).rejects.toMatchObject({
      code: 'GW_STORE_IN_USE',
    });
  }
  await truncate(path, (await stat(path)).size - 10);
  await expect(imported(target, path, { replace: true })).rejects.toMatchObject({ code: 'GW_STORE_DUMP' });
  expect(Object.keys(await target.secrets())).toEqual(['two']);
  const { warned } = await imported(target, await exported(source, { force: true }), { replace: true });
  expect(warned).toEqual([expect.stringContaining('another key')]);
  await using store = await target.open();
  expect((await store.servers.all()).map(({ name }) => name)).toEqual(['one']);
  await expect(imported(target, '/nonexistent')).rejects.toMatchObject({
    code: expect.stringMatching(/^GW_/),
  });
});
