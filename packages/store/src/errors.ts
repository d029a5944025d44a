/**
 * - `GW_STORE_CONFLICT`: a value that must be unique is taken; `table` and `columns` say which.
 * - `GW_STORE_REFERENCE`: a record refers to one that isn't there, or is no longer.
 * - `GW_STORE_VALUE`: a value is missing, or out of the bounds of its column.
 * - `GW_STORE_STALE`: somebody else has changed the record since it was read.
 * - `GW_STORE_NEWER`: the database, or the dump, was written by a newer version.
 * - `GW_STORE_CORRUPT`: the database file is damaged, or is no database.
 * - `GW_STORE_READ_ONLY`: the database can be read but not written.
 * - `GW_STORE_FULL`: the disk is full.
 * - `GW_STORE_IO`: the disk has failed.
 * - `GW_STORE_BUSY`: another process holds the database for too long.
 * - `GW_STORE_UNAVAILABLE`: the database server can't be reached, or has closed the connection.
 * - `GW_STORE_DENIED`: the place is there, but the gateway may not use it: file rights, password, no such database.
 * - `GW_STORE_CLOSED`: the store has been closed.
 * - `GW_STORE_URL`: the address isn't one of a PostgreSQL database.
 * - `GW_STORE_DUMP`: a dump is damaged, cut off, or none.
 * - `GW_STORE_NOT_EMPTY`: a dump can be read into an empty store only.
 * - `GW_STORE_IN_USE`: a gateway uses the database, which can be done without it only.
 * - `GW_STORE_QUERY`: the database refused a statement; a mistake in this package.
 */
export type StoreErrorCode =
  | 'GW_STORE_CONFLICT'
  | 'GW_STORE_REFERENCE'
  | 'GW_STORE_VALUE'
  | 'GW_STORE_STALE'
  | 'GW_STORE_NEWER'
  | 'GW_STORE_CORRUPT'
  | 'GW_STORE_READ_ONLY'
  | 'GW_STORE_FULL'
  | 'GW_STORE_IO'
  | 'GW_STORE_BUSY'
  | 'GW_STORE_UNAVAILABLE'
  | 'GW_STORE_DENIED'
  | 'GW_STORE_CLOSED'
  | 'GW_STORE_URL'
  | 'GW_STORE_DUMP'
  | 'GW_STORE_NOT_EMPTY'
  | 'GW_STORE_IN_USE'
  | 'GW_STORE_QUERY';

/** The same statement may succeed later, once what is wrong has been put right or has passed. */
const passing: ReadonlySet<StoreErrorCode> = new Set([
  'GW_STORE_READ_ONLY',
  'GW_STORE_FULL',
  'GW_STORE_IO',
  'GW_STORE_BUSY',
  'GW_STORE_UNAVAILABLE',
  'GW_STORE_DENIED',
]);

/** Everything that this package throws. Messages say what to do, and never hold a value that was to be stored. */
export class StoreError extends Error {
  override readonly name: string = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  /** Whether the same statement may succeed later. */
  get retryable(): boolean {
    return passing.has(this.code);
  }
}

/** A value that must be unique is taken. */
export class StoreConflictError extends StoreError {
  override readonly name = 'StoreConflictError';
  /** The table, as the types name it: `servers`. */
  readonly table: string;
  /** The columns that together must be unique, as the types name them: `['serverId', 'name']`. */
  readonly columns: readonly string[];

  constructor(table: string, columns: readonly string[], options?: ErrorOptions) {
    super(
      'GW_STORE_CONFLICT',
      `${table} has a record with the same ${columns.join(' and ')} already`,
      options,
    );
    this.table = table;
    this.columns = columns;
  }
}
