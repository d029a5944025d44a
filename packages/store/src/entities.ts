import { type Kysely, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from './database.ts';
import { StoreError } from './errors.ts';

/** What every record of its own has. */
export interface Entity {
  /** A UUIDv7: later ones sort after earlier ones. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  /** Grows by one with each change; who hands it in with a change learns of another's change in between. */
  readonly revision: number;
}

type EntityTable = {
  [T in keyof Database]: Database[T] extends Entity ? T : never;
}[keyof Database];

type Defined<T> = { readonly [K in keyof T]?: T[K] | undefined };
type NullableKeys<T> = { [K in keyof T]: null extends T[K] ? K : never }[keyof T];

/** A new record: what may be null or has a default can be left out; an id may be given. */
export type New<Row extends Entity, Defaulted extends keyof Row = never> = Readonly<
  Omit<Row, keyof Entity | NullableKeys<Row> | Defaulted>
> &
  Defined<Pick<Row, 'id' | Exclude<NullableKeys<Row> | Defaulted, keyof Entity>>>;

/** A change of a record: what is left out stays. */
export type Changes<Row extends Entity> = Defined<Omit<Row, keyof Entity>>;

/** Which state of a record a change was made for. */
export interface Expectation {
  /** The `revision` that was read; without it, the last writer wins. */
  readonly revision?: number | undefined;
}

/** What a repository works with. */
export interface Access {
  readonly db: Kysely<Database>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

// One body for all tables: the names of their columns are known to the callers' types, not here.
type AnyTable = Kysely<Record<string, Entity & Record<string, unknown>>>;

/** Reading and changing the records of one table by their id. */
export abstract class Entities<T extends EntityTable, Defaulted extends keyof Database[T] = never> {
  /** @internal */
  readonly db: Kysely<Database>;
  /** @internal */
  readonly now: () => number;
  readonly #table: string;
  readonly #defaults: Pick<Database[T], Defaulted>;

  constructor({ db, now }: Access, table: T, defaults: Pick<Database[T], Defaulted>) {
    this.db = db;
    this.now = now;
    this.#table = table;
    this.#defaults = defaults;
  }

  get #any(): AnyTable {
    return this.db as unknown as AnyTable;
  }

  /** The record with this id; undefined when there is none. */
  async get(id: string): Promise<Database[T] | undefined> {
    const row = await this.#any.selectFrom(this.#table).selectAll().where('id', '=', id).executeTakeFirst();
    return row as Database[T] | undefined;
  }

  /** @throws StoreConflictError when a value that must be unique is taken */
  async insert(fields: New<Database[T], Defaulted>): Promise<Database[T]> {
    const [row] = await this.insertAll([fields]);
    return row!;
  }

  /** All of them or none; the rows come back in their order. */
  async insertAll(all: readonly New<Database[T], Defaulted>[]): Promise<Database[T][]> {
    if (all.length === 0) return [];
    const now = this.now();
    const rows = all.map(fields => ({
      ...this.#defaults,
      ...defined(fields),
      id: fields.id ?? uuidv7(),
      createdAt: now,
      updatedAt: now,
      revision: 1,
    }));
    const inserted = await this.#any.insertInto(this.#table).values(rows).returningAll().execute();
    return inserted as unknown as Database[T][];
  }

  /**
   * Changes what is given; gives the record as it is then, undefined when there is none.
   *
   * @throws StoreError `GW_STORE_STALE` when the record has another revision than the one expected
   */
  async update(
    id: string,
    changes: Changes<Database[T]>,
    { revision }: Expectation = {},
  ): Promise<Database[T] | undefined> {
    let query = this.#any
      .updateTable(this.#table)
      .set({ ...defined(changes), updatedAt: this.now(), revision: sql<number>`revision + 1` })
      .where('id', '=', id);
    if (revision !== undefined) query = query.where('revision', '=', revision);
    const row = await query.returningAll().executeTakeFirst();
    if (!row && revision !== undefined && (await this.get(id))) {
      throw new StoreError('GW_STORE_STALE', `${this.#table} ${id} was changed meanwhile; read it again`);
    }
    return row as Database[T] | undefined;
  }

  /** Whether there was one. What belongs to it goes with it. */
  async delete(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#any
      .deleteFrom(this.#table)
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  }
}

function defined(fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
