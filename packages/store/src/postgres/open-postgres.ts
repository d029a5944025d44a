import { PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Engine } from '../engine.ts';
import type { Logger } from '../logger.ts';
import { postgresTypes } from '../migrations/column-types.ts';
import { PortableDriver } from '../portable-driver.ts';
import { postgresError } from './postgres-errors.ts';
import { openPostgresPool } from './postgres-pool.ts';

/** The database at an address. Nothing is said to it yet. */
export async function openPostgres(url: string, logger: Logger): Promise<Engine> {
  const pool = await openPostgresPool(url, logger);
  return {
    kind: 'postgres',
    types: postgresTypes,
    dialect: values => ({
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: db => new PostgresIntrospector(db),
      createDriver: () =>
        new PortableDriver(new PostgresDriver({ pool }), { values, translate: postgresError }),
    }),
  };
}
