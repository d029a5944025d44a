import type { Dialect } from 'kysely';
import type { ColumnValues } from './column-values.ts';
import type { ColumnTypes } from './migrations/column-types.ts';

/** A database that can be talked to, whichever it is. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  readonly types: ColumnTypes;
  dialect(values: ColumnValues): Dialect;
}
