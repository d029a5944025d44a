import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { ColumnValues } from './column-values.ts';
import { StoreError } from './errors.ts';
import { notStreamed } from './not-streamed.ts';

/** What makes a driver portable. */
export interface Portability {
  readonly values: ColumnValues;
  /** What the database said, as one of our errors. */
  readonly translate: (error: unknown) => StoreError;
}

class PortableConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection;
  readonly #with: Portability;

  constructor(inner: DatabaseConnection, portability: Portability) {
    this.inner = inner;
    this.#with = portability;
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { values, translate } = this.#with;
    try {
      const parameters = query.parameters.map(value => values.encode(value));
      return await this.inner.executeQuery<Row>({ ...query, parameters });
    } catch (error) {
      throw translate(error);
    }
  }

  streamQuery = notStreamed;
}

/** What is given out once the store has been closed. */
const closedConnection: DatabaseConnection = {
  executeQuery: () => Promise.reject(new StoreError('GW_STORE_CLOSED', 'The store has been closed')),
  streamQuery: notStreamed,
};

/** A driver that takes the same values and gives the same errors whatever the database. */
export class PortableDriver implements Driver {
  readonly #inner: Driver;
  readonly #with: Portability;
  #inUse = 0;
  #idle: PromiseWithResolvers<void> | undefined;

  constructor(inner: Driver, portability: Portability) {
    this.#inner = inner;
    this.#with = portability;
  }

  async init(): Promise<void> {
    await this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    // Not thrown here: Kysely would keep the lock that it has taken for this, and whoever is next would wait for ever.
    if (this.#idle) return new PortableConnection(closedConnection, this.#with);
    this.#inUse++;
    try {
      const inner = await this.#translated(this.#inner.acquireConnection());
      return new PortableConnection(inner, this.#with);
    } catch (error) {
      this.#released();
      throw error;
    }
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    await this.#translated(this.#inner.beginTransaction(innerOf(connection), settings));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#translated(this.#inner.commitTransaction(innerOf(connection)));
  }

  /** Never throws: SQLite has rolled back by itself after some errors, and that error is the one to tell. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await this.#inner.rollbackTransaction(innerOf(connection)).catch(() => {});
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const inner = innerOf(connection);
    if (inner === closedConnection) return;
    await this.#inner.releaseConnection(inner);
    this.#released();
  }

  /** Takes no more work, waits for what has begun, and closes the database. */
  async destroy(): Promise<void> {
    this.#idle ??= Promise.withResolvers();
    if (this.#inUse === 0) this.#idle.resolve();
    await this.#idle.promise;
    await this.#inner.destroy();
  }

  #released(): void {
    this.#inUse--;
    if (this.#inUse === 0) this.#idle?.resolve();
  }

  async #translated<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw this.#with.translate(error);
    }
  }
}

const innerOf = (connection: DatabaseConnection) => (connection as PortableConnection).inner;
