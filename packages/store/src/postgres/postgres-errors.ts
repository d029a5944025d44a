import { StoreConflictError, StoreError, type StoreErrorCode } from '../errors.ts';
import { camelCase } from '../names.ts';

interface PostgresFailure extends Error {
  /** SQLSTATE, or an error code of Node's. */
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
}

const DENIED = 'PostgreSQL refuses the gateway: look at user, password, database name and its rights';
const LOST =
  'PostgreSQL can not be reached, or has closed the connection; it is tried again with the next request';

/** By SQLSTATE or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const byCode: Readonly<Record<string, readonly [StoreErrorCode, string]>> = {
  '23503': ['GW_STORE_REFERENCE', 'A record that this one refers to is not there'],
  '22': ['GW_STORE_VALUE', 'A value is out of the bounds of its column'],
  '23': ['GW_STORE_VALUE', 'A value is missing, or out of the bounds of its column'],
  '25006': [
    'GW_STORE_READ_ONLY',
    'PostgreSQL is read-only here: is this a replica? Point storage at the primary',
  ],
  '3D000': [
    'GW_STORE_DENIED',
    'PostgreSQL has no database of this name; create it, the tables are made by themselves',
  ],
  '40001': ['GW_STORE_BUSY', 'Another transaction came first; try again'],
  '40P01': ['GW_STORE_BUSY', 'Another transaction came first; try again'],
  '42501': ['GW_STORE_DENIED', DENIED],
  '53100': [
    'GW_STORE_FULL',
    "The disk of PostgreSQL's host is full; make room on it, nothing else is needed",
  ],
  '53300': [
    'GW_STORE_UNAVAILABLE',
    'PostgreSQL has no connection left; raise max_connections, or use fewer replicas',
  ],
  '55P03': [
    'GW_STORE_BUSY',
    'Another process has held a lock for too long; is a gateway still being upgraded?',
  ],
  '57014': ['GW_STORE_BUSY', 'A statement has taken too long and was cancelled'],
  '08': ['GW_STORE_UNAVAILABLE', LOST],
  '28': ['GW_STORE_DENIED', DENIED],
  '57': ['GW_STORE_UNAVAILABLE', LOST],
  '58': ['GW_STORE_IO', "PostgreSQL can not read or write its files; look at its host's disk and log"],
  XX: ['GW_STORE_CORRUPT', 'PostgreSQL reports damaged data; look at its log, and import the last export'],
};

const SQLSTATE = /^[0-9A-Z]{5}$/;

/** What PostgreSQL or the way to it said, as an error that says what to do. */
export function postgresError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const { code, table = '', constraint = '' } = error as PostgresFailure;
  const cause = error;
  if (code === '23505') return new StoreConflictError(camelCase(table), uniqueColumns(constraint), { cause });
  if (code !== undefined && SQLSTATE.test(code)) {
    const [known, message] = byCode[code] ?? byCode[code.slice(0, 2)] ?? [];
    if (known && message) return new StoreError(known, message, { cause });
    return new StoreError('GW_STORE_QUERY', `PostgreSQL refused a statement (SQLSTATE ${code})`, { cause });
  }
  // Without a SQLSTATE it isn't the server that speaks: a socket, a name that isn't found, a time-out.
  return new StoreError('GW_STORE_UNAVAILABLE', LOST, { cause });
}

/** `unique__tools__server_id__name`, as the migrations name it; a primary key is of `id`. */
function uniqueColumns(constraint: string): string[] {
  const [, , ...columns] = constraint.split('__');
  return columns.length === 0 ? ['id'] : columns.map(camelCase);
}
