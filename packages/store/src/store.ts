import type { Kysely } from 'kysely';
import { atomically } from './atomically.ts';
import type { Database } from './database.ts';
import type { Engine } from './engine.ts';
import type { Access } from './entities.ts';
import { exclusively } from './exclusive.ts';
import { Journal } from './journal.ts';
import type { Logger } from './logger.ts';
import type { OutsideListener } from './outside-change.ts';
import { anySealed, resealAll } from './reseal.ts';
import type { Sealed } from './sealed.ts';
import { Tables } from './tables.ts';

/** What is kept over restarts. Opened by `openStore`. */
export class Store extends Tables implements AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres';
  /** What is written beside a call. */
  readonly journal: Journal;
  /** @internal For queries of this package that are about all tables. */
  readonly db: Kysely<Database>;
  readonly #engine: Engine;
  readonly #access: Access;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(engine: Engine, access: Access, logger: Logger) {
    super(access);
    this.kind = engine.kind;
    this.db = access.db;
    this.#engine = engine;
    this.#access = access;
    this.journal = new Journal(work => this.transaction(work), { logger });
  }

  /**
   * Runs changes as one: all of them or, when `work` throws, none. Use the tables that it is given. Keep it short:
   * on SQLite, everything else waits meanwhile.
   */
  transaction<R>(work: (tables: Tables) => Promise<R>): Promise<R> {
    return atomically(this.#access, access => work(new Tables(access)));
  }

  /**
   * Seals every secret anew, as one change, for a new key: `reseal` opens with the old key and seals with the new
   * one. When it throws, nothing has changed. Gives the number of secrets.
   */
  reseal(reseal: (sealed: Sealed) => Sealed): Promise<number> {
    return resealAll(this.#access, reseal);
  }

  /** Any secret that is kept, to tell the key by that sealed it; undefined when there is none. */
  anySealed(): Promise<Sealed | undefined> {
    return anySealed(this.#access);
  }

  /**
   * Takes part in what gateways on one database share, until it is disposed of: hears, within moments, what others
   * change, and keeps away who wants the database alone. On SQLite there is nobody else.
   *
   * @throws StoreError `GW_STORE_BUSY` while somebody uses the database alone
   */
  attend(listener: OutsideListener): Promise<AsyncDisposable> {
    return this.#engine.attend(listener);
  }

  /**
   * Runs work while no gateway and no other process uses the database, and none can begin to.
   *
   * @throws StoreError `GW_STORE_IN_USE`
   */
  exclusively<R>(work: () => Promise<R>): Promise<R> {
    return exclusively(this.kind, this.db, work);
  }

  /** Writes what the journal still holds and closes the database. Idempotent; closes also when that write fails. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    try {
      await this.journal.close();
    } finally {
      await this.#engine.close();
    }
  }
}
