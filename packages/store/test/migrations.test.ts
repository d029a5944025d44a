import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { type Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import { openStore, type Store } from '../src/index.ts';
import { postgresTypes, sqliteTypes } from '../src/migrations/column-types.ts';
import { migrate } from '../src/migrations/migrate.ts';
import type { Migration } from '../src/migrations/migration.ts';
import { migrations } from '../src/migrations/migrations.ts';
import { onEachDatabase } from './on-each-database.ts';
import { recordingLogger } from './recording-logger.ts';
import { addServer } from './records.ts';

const opener = fileURLToPath(new URL('./fixtures/open-and-add.ts', import.meta.url));

/** Brings a store's database to other steps than this version's. */
function migrateTo(store: Store, steps: readonly Migration[]): Promise<void> {
  const db = store.db.withoutPlugins() as unknown as Kysely<unknown>;
  const types = store.kind === 'sqlite' ? sqliteTypes : postgresTypes;
  return migrate(db, {
    kind: store.kind,
    types,
    migrations: steps,
    logger: recordingLogger(),
    now: Date.now,
  });
}

const addColumn: Migration = {
  name: '0002-add-a-column',
  up: db => sql`alter table settings add column extra text default 'x'`.execute(db).then(() => {}),
};

onEachDatabase(openEmpty => {
  test('gateways that start at once on an empty database all get it', async () => {
    verifies('store:migrations:locked');
    await using opened = await openEmpty();
    await dropAll(opened.store);
    const options = JSON.stringify(opened.options);
    const args = ['--conditions=@gw/source', opener, options];
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => promisify(execFile)(process.execPath, args)),
    );
    expect(runs.map(({ stderr }) => stderr).join('')).toBe('');
    await using again = await openStore(opened.options);
    expect(await again.servers.all()).toHaveLength(5);
  });

  test('a database is brought forward once, with what is in it', async () => {
    verifies('store:migrations:forward');
    await using opened = await openEmpty();
    const server = await addServer(opened.store);
    await opened.store.settings.set('before', 'kept');
    await migrateTo(opened.store, [...migrations, addColumn]);
    await migrateTo(opened.store, [...migrations, addColumn]);
    const { rows } = await sql`select name, value, extra from settings`.execute(opened.store.db);
    expect(rows).toEqual([{ name: 'before', value: 'kept', extra: 'x' }]);
    expect(await opened.store.servers.get(server.id)).toEqual(server);
  });

  test('an older version refuses a database of a newer one, and leaves it alone', async () => {
    verifies('store:migrations:newer');
    await using opened = await openEmpty();
    await migrateTo(opened.store, [...migrations, addColumn]);
    await expect(openStore(opened.options)).rejects.toMatchObject({
      code: 'GW_STORE_NEWER',
      message: expect.stringContaining('0002-add-a-column'),
    });
    await migrateTo(opened.store, [...migrations, addColumn]);
  });

  test('a step that fails leaves the database as it was before all of them', async () => {
    verifies('store:migrations:whole');
    await using opened = await openEmpty();
    const failing: Migration = { name: '0003-fails', up: () => Promise.reject(new Error('no')) };
    await expect(migrateTo(opened.store, [...migrations, addColumn, failing])).rejects.toThrow('no');
    await expect(sql`select extra from settings`.execute(opened.store.db)).rejects.toMatchObject({
      code: 'GW_STORE_QUERY',
    });
    await using again = await openStore(opened.options);
    expect(again.kind).toBe(opened.store.kind);
  });
});

/** Makes a store's database an empty one again. */
async function dropAll(store: Store): Promise<void> {
  const tables = await store.db.withoutPlugins().introspection.getTables();
  if (store.kind === 'postgres') {
    await sql`drop schema public cascade`.execute(store.db);
    await sql`create schema public`.execute(store.db);
    return;
  }
  await sql`pragma foreign_keys = off`.execute(store.db);
  for (const { name } of tables) await sql`drop table ${sql.table(name)}`.execute(store.db);
  await sql`pragma foreign_keys = on`.execute(store.db);
}
