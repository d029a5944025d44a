import type { Dialect } from 'kysely';
import type { ColumnValues } from './column-values.ts';
import type { ColumnTypes } from './migrations/column-types.ts';
import type { OutsideListener } from './outside-change.ts';

/** A database that can be talked to, whichever it is. */
export interface Engine {
  readonly kind: 'sqlite' | 'postgres';
  readonly types: ColumnTypes;
  readonly dialect: Dialect;
  readonly values: ColumnValues;
  /** Takes part in what gateways share, until it is disposed of. */
  attend(listener: OutsideListener): Promise<AsyncDisposable>;
  /** Waits for what has begun. In place of Kysely's `destroy`, after which its errors would not be ours. */
  close(): Promise<void>;
}

export interface EngineOptions {
  readonly parseJson: (text: string) => unknown;
}
