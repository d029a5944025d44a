import { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { type Logger, silentLogger } from './logger.ts';
import { migrate } from './migrations/migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { PortableRows } from './portable-rows.ts';
import { openPostgres } from './postgres/open-postgres.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { Store } from './store.ts';

export interface StoreOptions {
  /** The folder that holds the SQLite database, `gateway.db`; made, with its parents, when it isn't there. */
  readonly dataDir?: string | undefined;
  /** A PostgreSQL database, `postgres://user:password@host/database`, in place of SQLite. */
  readonly url?: string | undefined;
  readonly logger?: Logger | undefined;
  /** Reads the JSON that is kept; one that keeps large numbers exact may stand in for `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | undefined;
  /** Epoch milliseconds. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/**
 * Opens what is kept, and brings it forward to this version. Gateways that start at once wait for each other.
 *
 * @throws StoreError whose code and message say what is wrong with the database, and what to do
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, url, logger = silentLogger, parseJson = JSON.parse, now = Date.now } = options;
  if ((dataDir === undefined) === (url === undefined)) throw new TypeError('Give either dataDir or url');
  const engine =
    url === undefined
      ? await openSqlite(dataDir!, { parseJson })
      : await openPostgres(url, { parseJson, logger });
  const db = new Kysely<Database>({ dialect: engine.dialect, plugins: [new PortableRows(engine.values)] });
  try {
    await migrate(db.withoutPlugins() as unknown as Kysely<unknown>, { ...engine, migrations, logger, now });
  } catch (error) {
    await engine.close();
    throw error;
  }
  return new Store(engine, { db, now }, logger);
}
