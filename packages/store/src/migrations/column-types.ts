import { type RawBuilder, sql } from 'kysely';

/** What a kind of column is called in a database. */
export interface ColumnTypes {
  /** Compared by code points, so that both databases sort alike. */
  readonly text: RawBuilder<unknown>;
  /** A whole number below 2^31. */
  readonly integer: RawBuilder<unknown>;
  /** A whole number below 2^53; times are such numbers of milliseconds, in UTC. */
  readonly long: RawBuilder<unknown>;
  readonly real: RawBuilder<unknown>;
  readonly boolean: RawBuilder<unknown>;
  /** Text too: what comes out has the keys, their order and the digits that went in. */
  readonly json: RawBuilder<unknown>;
  readonly bytes: RawBuilder<unknown>;
  /** What ends the definition of a table. */
  readonly tableEnd: RawBuilder<unknown>;
}

export const sqliteTypes: ColumnTypes = {
  text: sql`text`,
  integer: sql`integer`,
  long: sql`integer`,
  real: sql`real`,
  boolean: sql`integer`,
  json: sql`text`,
  bytes: sql`blob`,
  // Refuses values of another type, as PostgreSQL does.
  tableEnd: sql`strict`,
};

export const postgresTypes: ColumnTypes = {
  text: sql`text collate "C"`,
  integer: sql`integer`,
  long: sql`bigint`,
  real: sql`double precision`,
  boolean: sql`boolean`,
  json: sql`text`,
  bytes: sql`bytea`,
  tableEnd: sql``,
};
