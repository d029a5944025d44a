import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { ColumnValues } from '../column-values.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import { StoreError, type StoreErrorCode } from '../errors.ts';
import { sqliteTypes } from '../migrations/column-types.ts';
import { PortableDriver } from '../portable-driver.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { SqliteDriver } from './sqlite-driver.ts';

const FILE = 'gateway.db';

const folderErrors: Readonly<Record<string, StoreErrorCode>> = {
  EROFS: 'GW_STORE_READ_ONLY',
  ENOSPC: 'GW_STORE_FULL',
  EDQUOT: 'GW_STORE_FULL',
  EIO: 'GW_STORE_IO',
};

/** The database in a folder; both are made when they aren't there, for the gateway's user alone. */
export async function openSqlite(dataDir: string, { parseJson }: EngineOptions): Promise<Engine> {
  const path = join(dataDir, FILE);
  await prepare(dataDir, path);
  const values = new ColumnValues({ hasBooleans: false, parseJson });
  const driver = new PortableDriver(new SqliteDriver(await SqliteDatabase.open(path)), {
    values,
    // What comes from the thread has been translated there, where the file's path is known.
    translate: error => error as StoreError,
  });
  return {
    kind: 'sqlite',
    types: sqliteTypes,
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: db => new SqliteIntrospector(db),
      createDriver: () => driver,
    },
    values,
    // One gateway has it, and whoever has it open is there.
    attend: async () => ({ async [Symbol.asyncDispose]() {} }),
    close: () => driver.destroy(),
  };
}

async function prepare(dataDir: string, path: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    // SQLite gives its other files the rights of this one.
    const file = await open(path, 'a', 0o600);
    await file.close();
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    const what = `${path} can't be made or written (${code}); look at the rights and the space of its folder`;
    throw new StoreError(folderErrors[code] ?? 'GW_STORE_DENIED', what, { cause });
  }
}
