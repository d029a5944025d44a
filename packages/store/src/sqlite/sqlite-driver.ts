import type { SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery as Compiled,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { notStreamed } from '../not-streamed.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Writes whose number of rows matters, and that give back no rows. */
const countedKinds: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']);

class SqliteConnection implements DatabaseConnection {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async executeQuery<Row>({ sql, parameters, query }: CompiledQuery): Promise<QueryResult<Row>> {
    const returnsRows =
      !countedKinds.has(query.kind) || (query as { returning?: unknown }).returning !== undefined;
    const { columns, rows, changes } = await this.#database.run({
      sql,
      parameters: parameters as readonly SQLInputValue[],
      returnsRows,
    });
    const objects = rows.map(values => {
      const row: Record<string, unknown> = {};
      for (let n = 0; n < columns.length; n++) row[columns[n]!] = values[n];
      return row;
    });
    return { rows: objects as Row[], numAffectedRows: BigInt(changes) };
  }

  streamQuery = notStreamed;
}

/** Kysely's way to a `SqliteDatabase`. Kysely itself hands its one connection to one user at a time. */
export class SqliteDriver implements Driver {
  readonly #database: SqliteDatabase;
  readonly #connection: DatabaseConnection;

  constructor(database: SqliteDatabase) {
    this.#database = database;
    this.#connection = new SqliteConnection(database);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** A transaction that will write takes the write lock at once: it can't meet another writer half way. */
  async beginTransaction(connection: DatabaseConnection, { accessMode }: TransactionSettings): Promise<void> {
    await connection.executeQuery(Compiled.raw(accessMode === 'read only' ? 'begin' : 'begin immediate'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(Compiled.raw('commit'));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(Compiled.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    await this.#database.close();
  }
}
