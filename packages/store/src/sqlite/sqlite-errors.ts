import { StoreConflictError, StoreError, type StoreErrorCode } from '../errors.ts';
import { camelCase } from '../names.ts';
import type { SqliteFailure } from './sqlite-thread.ts';

/** By primary result code: https://sqlite.org/rescode.html */
const byCode: Readonly<Record<number, readonly [StoreErrorCode, (path: string) => string]>> = {
  5: [
    'GW_STORE_BUSY',
    path => `Another process has kept ${path} locked for too long; is a second gateway using it?`,
  ],
  6: ['GW_STORE_BUSY', path => `Another statement has kept a table of ${path} locked for too long`],
  8: [
    'GW_STORE_READ_ONLY',
    path => `${path} can't be written; give the gateway's user the right to write it and its folder`,
  ],
  10: ['GW_STORE_IO', path => `Reading or writing ${path} has failed; look at the disk and the system's log`],
  11: ['GW_STORE_CORRUPT', path => `${path} is damaged; move it away and import the last export`],
  13: [
    'GW_STORE_FULL',
    path => `The disk that holds ${path} is full; make room on it, nothing else is needed`,
  ],
  14: ['GW_STORE_DENIED', path => `${path} can't be opened; look at the rights of the file and its folder`],
  18: ['GW_STORE_VALUE', () => 'A value is too long to be stored'],
  19: ['GW_STORE_VALUE', () => 'A value is missing, or out of the bounds of its column'],
  26: ['GW_STORE_CORRUPT', path => `${path} is not a database; move it away, or set another data_dir`],
};

const FOREIGN_KEY = 787;
const UNIQUE = /^UNIQUE constraint failed: (.+)$/;

/** What SQLite said, as an error that says what to do. */
export function sqliteError(failure: SqliteFailure, path: string): StoreError {
  const cause = Object.assign(new Error(failure.message), failure);
  const { errcode = 0, message } = failure;
  const [, columns] = UNIQUE.exec(message) ?? [];
  if (columns !== undefined) {
    const [table = '', ...names] = columns
      .split(', ')
      .flatMap((name, n) => name.split('.').slice(n === 0 ? 0 : 1));
    return new StoreConflictError(camelCase(table), names.map(camelCase), { cause });
  }
  if (errcode === FOREIGN_KEY) {
    return new StoreError('GW_STORE_REFERENCE', 'A record that this one refers to is not there', { cause });
  }
  const [code, sentence] = byCode[errcode % 256] ?? [];
  if (code && sentence) return new StoreError(code, sentence(path), { cause });
  return new StoreError('GW_STORE_QUERY', 'The database refused a statement', { cause });
}
