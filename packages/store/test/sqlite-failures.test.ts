import { execFile, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, open, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { SqliteDatabase } from '../src/sqlite/sqlite-database.ts';
import { addServer, definitions } from './records.ts';
import { temporaryFolder } from './temporary-folder.ts';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const conditions = '--conditions=@gw/source';
const root = process.getuid?.() === 0;

test('folder and files are for the user of the gateway alone', async () => {
  verifies('store:sqlite:private');
  await using folder = await temporaryFolder();
  const dataDir = join(folder.path, 'deep', 'data');
  await using store = await openStore({ dataDir });
  await addServer(store);
  expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
  const files = await readdir(dataDir);
  expect(files).toContain('gateway.db-wal');
  for (const file of files) expect((await stat(join(dataDir, file))).mode & 0o777).toBe(0o600);
});

test('nothing is printed about an experiment, and an idle store keeps no process alive', async () => {
  verifies('store:sqlite:quiet');
  await using folder = await temporaryFolder();
  const args = [conditions, fixture('leave-open.ts'), folder.path];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
  expect([stdout, stderr]).toEqual(['open\n', '']);
});

test('a file that is no database is refused, and left as it was', async () => {
  verifies('store:failures:corrupt');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'gateway.db');
  await writeFile(path, 'this is a letter to my aunt '.repeat(400));
  const { size } = await stat(path);
  await expect(openStore({ dataDir: folder.path })).rejects.toMatchObject({
    code: 'GW_STORE_CORRUPT',
    message: expect.stringContaining(path),
  });
  expect((await stat(path)).size).toBe(size);
});

test('a damaged database says so when the damage is met', async () => {
  verifies('store:failures:corrupt');
  await using folder = await temporaryFolder();
  {
    await using store = await openStore({ dataDir: folder.path });
    const { id } = await addServer(store);
    await store.tools.sync(id, definitions(...Array.from({ length: 2_000 }, (_, n) => `tool-${n}`)));
  }
  const path = join(folder.path, 'gateway.db');
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  for (let at = 40 * 4096; at < size; at += 4096) await file.write(Buffer.alloc(4096, 0xa5), 0, 4096, at);
  await file.close();
  const look = async () => {
    await using store = await openStore({ dataDir: folder.path });
    await store.tools.all();
  };
  await expect(look()).rejects.toMatchObject({ code: 'GW_STORE_CORRUPT', retryable: false });
});

test('a database that may not be written is refused', async () => {
  verifies('store:failures:read-only');
  await using folder = await temporaryFolder();
  const dataDir = join(folder.path, 'data');
  await (await openStore({ dataDir })).close();
  await chmod(join(dataDir, 'gateway.db'), 0o400);
  await chmod(dataDir, 0o500);
  // Rights don't bind root: it lets another user try.
  const user = root ? { uid: 65534, gid: 65534 } : {};
  if (user.uid)
    for (const path of [folder.path, dataDir, join(dataDir, 'gateway.db')])
      await chown(path, user.uid, user.gid);
  const args = [conditions, fixture('open-and-tell.ts'), dataDir];
  const { stdout } = await promisify(execFile)(process.execPath, args, user);
  expect(stdout).toMatch(/^GW_STORE_(READ_ONLY|DENIED) .*rights/);
  await chmod(dataDir, 0o700);
});

test('a folder that can not be made is refused', async () => {
  verifies('store:failures:denied');
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, 'file'), '');
  await expect(openStore({ dataDir: join(folder.path, 'file', 'data') })).rejects.toMatchObject({
    code: 'GW_STORE_DENIED',
  });
  await mkdir(join(folder.path, 'gateway.db'));
  await expect(openStore({ dataDir: folder.path })).rejects.toMatchObject({ code: 'GW_STORE_DENIED' });
});

const canMount = spawnSync('unshare', ['--map-root-user', '--mount', 'true']).status === 0;

test.skipIf(!canMount)(
  'a full disk loses nothing that was stored, and goes on when there is room',
  async () => {
    verifies('store:failures:full');
    await using folder = await temporaryFolder();
    const mount = `mount -t tmpfs -o size=2m none "$1" && exec "$2" ${conditions} "$3" "$1"`;
    const args = [
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      mount,
      'sh',
      folder.path,
      process.execPath,
      fixture('fill-disk.ts'),
    ];
    const { stdout } = await promisify(execFile)('unshare', args);
    expect(JSON.parse(stdout)).toEqual({
      code: 'GW_STORE_FULL',
      message: expect.stringContaining('is full; make room'),
      kept: true,
      whole: true,
      goesOn: true,
    });
  },
);

test('a database that another process keeps locked is busy, and may be tried again', async () => {
  verifies('store:failures:busy');
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'gateway.db');
  const other = new DatabaseSync(path);
  const database = await SqliteDatabase.open(path, { busyTimeoutMs: 50 });
  try {
    other.exec('begin immediate');
    const write = () => database.run({ sql: 'create table a (b)', parameters: [], returnsRows: false });
    await expect(write()).rejects.toMatchObject({ code: 'GW_STORE_BUSY', retryable: true });
    other.exec('rollback');
    await write();
  } finally {
    other.close();
    await database.close();
  }
});

test('a transaction that begins by reading has the right to write: nobody comes in between', async () => {
  verifies('store:transactions:whole');
  await using folder = await temporaryFolder();
  await using store = await openStore({ dataDir: folder.path });
  const other = new DatabaseSync(join(folder.path, 'gateway.db'));
  const write = () => other.exec("insert into settings values ('b', '2')");
  await store.transaction(async ({ settings }) => {
    expect(await settings.get('a')).toBeUndefined();
    expect(write).toThrow('locked');
    await settings.set('a', '1');
  });
  write();
  other.close();
  expect([await store.settings.get('a'), await store.settings.get('b')]).toEqual(['1', '2']);
});

test('either a folder or an address is given, not both and not none', async () => {
  await expect(openStore({})).rejects.toThrow(TypeError);
  await expect(openStore({ dataDir: '/nowhere', url: 'postgres://nowhere' })).rejects.toThrow(TypeError);
});
