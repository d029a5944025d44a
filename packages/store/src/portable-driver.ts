import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, TransactionSettings } from 'kysely';
import type { ColumnValues } from './column-values.ts';
import type { StoreError } from './errors.ts';

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
      const result = await this.inner.executeQuery<Record<string, unknown>>({ ...query, parameters });
      for (const row of result.rows) values.decode(row);
      return result as QueryResult<Row>;
    } catch (error) {
      throw translate(error);
    }
  }

  // biome-ignore lint/correctness/useYield: nothing here streams; the interface wants the method.
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Statements are not streamed; read in pages');
  }
}

/** A driver whose values and errors are the same whatever the database. */
export class PortableDriver implements Driver {
  readonly #inner: Driver;
  readonly #with: Portability;

  constructor(inner: Driver, portability: Portability) {
    this.#inner = inner;
    this.#with = portability;
  }

  async init(): Promise<void> {
    await this.#inner.init();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const inner = await this.#translated(this.#inner.acquireConnection());
    return new PortableConnection(inner, this.#with);
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
    await this.#inner.releaseConnection(innerOf(connection));
  }

  async destroy(): Promise<void> {
    await this.#inner.destroy();
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
