import type { Kysely } from 'kysely';
import type { ColumnTypes } from './column-types.ts';

/** One step from an older database to a newer one. Once released it never changes. */
export interface Migration {
  /** `0001-first`; steps run in the order of their names. */
  readonly name: string;
  /**
   * Runs within the transaction of all steps that are due. Names are as in the database. A column that it adds to
   * a table has a default, so that older dumps can be read.
   */
  up(db: Kysely<unknown>, types: ColumnTypes, kind: 'sqlite' | 'postgres'): Promise<void>;
}
