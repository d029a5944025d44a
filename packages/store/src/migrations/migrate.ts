import { type Kysely, sql } from 'kysely';
import { StoreError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { ColumnTypes } from './column-types.ts';
import type { Migration } from './migration.ts';

export interface MigrateOptions {
  readonly kind: 'sqlite' | 'postgres';
  readonly types: ColumnTypes;
  readonly migrations: readonly Migration[];
  readonly logger: Logger;
  readonly now: () => number;
}

/** Chosen once at random; all gateways on one PostgreSQL wait for each other by it. */
const LOCK = 7_146_052_291_836_405;

/**
 * Brings a database to the newest step, or leaves it as it was. Two that start at once follow each other: on
 * SQLite the transaction holds the write lock from its beginning, on PostgreSQL it takes a lock of its own.
 *
 * @throws StoreError `GW_STORE_NEWER` when the database knows steps that this version doesn't
 */
export async function migrate(db: Kysely<unknown>, options: MigrateOptions): Promise<void> {
  const { kind, types, migrations, logger, now } = options;
  await db.transaction().execute(async transaction => {
    if (kind === 'postgres') await lockPostgres(transaction);
    await transaction.schema
      .createTable('schema_migrations')
      .ifNotExists()
      .addColumn('name', 'text', column => column.primaryKey())
      .addColumn('applied_at', types.long as never, column => column.notNull())
      .execute();
    const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(transaction);
    const applied = new Set(rows.map(({ name }) => name));
    const unknown = [...applied].filter(name => !migrations.some(migration => migration.name === name));
    if (unknown.length > 0) {
      throw new StoreError(
        'GW_STORE_NEWER',
        `The database was changed by a newer version (${unknown.join(', ')}); start that version, or restore a backup`,
      );
    }
    for (const { name, up } of migrations) {
      if (applied.has(name)) continue;
      await up(transaction, types, kind);
      await sql`insert into schema_migrations (name, applied_at) values (${name}, ${now()})`.execute(
        transaction,
      );
      logger.info({ migration: name }, 'The database has been brought forward');
    }
  });
}

async function lockPostgres(db: Kysely<unknown>): Promise<void> {
  await sql`set local lock_timeout = '50s'`.execute(db);
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(db);
}
