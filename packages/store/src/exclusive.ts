import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';

/** Chosen once at random. Gateways on one PostgreSQL hold it together, who wants to be alone holds it alone. */
export const PRESENCE_LOCK = 5_518_302_764_190_227;

/**
 * Runs work while no other process uses the database, and none can begin to.
 *
 * @throws StoreError `GW_STORE_IN_USE`
 */
export function exclusively<R>(
  kind: 'sqlite' | 'postgres',
  db: Kysely<Database>,
  work: () => Promise<R>,
): Promise<R> {
  return kind === 'sqlite' ? aloneOnSqlite(db, work) : aloneOnPostgres(db, work);
}

/** Who has the file open in WAL mode shares a lock of it, all the time. */
async function aloneOnSqlite<R>(db: Kysely<Database>, work: () => Promise<R>): Promise<R> {
  const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(db);
  const patience = Number(rows[0]?.timeout ?? 0);
  const run = (statement: string) => sql.raw(statement).execute(db);
  const touch = () =>
    db.transaction().execute(one => one.deleteFrom('settings').where('name', '=', '').execute());
  try {
    await run('pragma busy_timeout = 200');
    await run('pragma locking_mode = exclusive');
    await touch().catch(error => {
      throw error instanceof StoreError && error.code === 'GW_STORE_BUSY' ? inUse() : error;
    });
    return await work();
  } finally {
    // The lock goes with the next use.
    await run('pragma locking_mode = normal');
    await run(`pragma busy_timeout = ${patience}`);
    await touch().catch(() => {});
  }
}

function aloneOnPostgres<R>(db: Kysely<Database>, work: () => Promise<R>): Promise<R> {
  return db.connection().execute(async connection => {
    const locked = await sql<{
      held: boolean;
    }>`select pg_try_advisory_lock(${PRESENCE_LOCK}) as held`.execute(connection);
    if (!locked.rows[0]?.held) throw inUse();
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${PRESENCE_LOCK})`.execute(connection);
    }
  });
}

const inUse = () =>
  new StoreError('GW_STORE_IN_USE', 'A gateway uses the database; stop it first, and those that share it');
