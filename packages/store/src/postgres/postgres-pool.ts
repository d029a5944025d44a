import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { StoreError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { postgresError } from './postgres-errors.ts';

/** PostgreSQL's type `bigint`: times in milliseconds and counts, all below 2^53. */
const INT8 = 20;
const BYTEA = 17;

/** Bytes as SQLite gives them: no `Buffer`, which would compare and print in another way. */
function bytes(text: string): Uint8Array {
  const { buffer, byteOffset, byteLength } = Buffer.from(text.slice(String.raw`\x`.length), 'hex');
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * Connections to PostgreSQL. One that breaks is thrown away and the next request makes another: a server that
 * was away is used again as soon as it is back. Idle ones keep no process alive.
 */
export async function openPostgresPool(
  url: string,
  { logger, origin }: { readonly logger: Logger; readonly origin: string },
): Promise<PostgresPool> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new StoreError(
      'GW_STORE_URL',
      'The address of the database must look like postgres://user@host/database',
    );
  }
  // Loaded where it is used: SQLite needs none of it.
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    // Its end tells the changes of this gateway from those of others.
    application_name: `mcp-gateway ${origin}`,
    max: 10,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    query_timeout: 60_000,
    keepAlive: true,
    allowExitOnIdle: true,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : oid === BYTEA ? bytes : pg.types.getTypeParser(oid, format as 'text'),
    } as typeof pg.types,
  });
  // Without listeners, a server that closes a connection would end the process.
  pool.on('error', error => logger.warn({ err: error }, 'PostgreSQL has closed a connection'));
  pool.on('connect', client => client.on('error', () => {}));

  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      const client = await pool.connect();
      let lost = false;
      return {
        async query(sql: string, parameters: readonly unknown[]) {
          try {
            return await client.query(sql, [...parameters]);
          } catch (error) {
            // A statement that never came back still occupies the connection.
            lost ||= postgresError(error).code === 'GW_STORE_UNAVAILABLE';
            throw error;
          }
        },
        release: (destroy?: boolean) => client.release(destroy || lost),
        // Kysely's type has a second form of `query`, for cursors; nothing here streams.
      } as unknown as PostgresPoolClient;
    },
  };
}
