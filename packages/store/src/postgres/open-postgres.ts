import { randomBytes } from 'node:crypto';
import { PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { ColumnValues } from '../column-values.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import type { Logger } from '../logger.ts';
import { postgresTypes } from '../migrations/column-types.ts';
import { PortableDriver } from '../portable-driver.ts';
import { postgresError } from './postgres-errors.ts';
import { openPostgresPool } from './postgres-pool.ts';
import { PostgresPresence } from './postgres-presence.ts';

/** The database at an address. Nothing is said to it yet. */
export async function openPostgres(
  url: string,
  { parseJson, logger }: EngineOptions & { readonly logger: Logger },
): Promise<Engine> {
  const values = new ColumnValues({ hasBooleans: true, parseJson });
  const origin = randomBytes(8).toString('hex');
  const pool = await openPostgresPool(url, { logger, origin });
  const driver = new PortableDriver(new PostgresDriver({ pool }), {
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
    attend: listener => PostgresPresence.begin({ url, origin, logger }, listener),
    close: () => driver.destroy(),
  };
}
