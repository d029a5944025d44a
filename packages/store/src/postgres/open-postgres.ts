import { PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { ColumnValues } from '../column-values.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import type { Logger } from '../logger.ts';
import { postgresTypes } from '../migrations/column-types.ts';
import { PortableDriver } from '../portable-driver.ts';
import { postgresError } from './postgres-errors.ts';
import { openPostgresPool } from './postgres-pool.ts';

/** The database at an address. Nothing is said to it yet. */
export async function openPostgres(
  url: string,
  { parseJson, logger }: EngineOptions & { readonly logger: Logger },
): Promise<Engine> {
  const values = new ColumnValues({ hasBooleans: true, parseJson });
  const driver = new PortableDriver(new PostgresDriver({ pool: await openPostgresPool(url, logger) }), {
    values,
    translate: postgresError,
  });
  return {
    kind: 'postgres',
    types: postgresTypes,
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createQueryCompiler: () => new PostgresQueryCompiler(),
      createIntrospector: db => new PostgresIntrospector(db),
      createDriver: () => driver,
    },
    values,
    close: () => driver.destroy(),
  };
}
