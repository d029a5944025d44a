import type { SQLInputValue, StatementSync } from 'node:sqlite';

/** What the thread is asked: to run one statement, or to end. */
export type SqliteRequest =
  | { readonly sql: string; readonly parameters: readonly SQLInputValue[]; readonly returnsRows: boolean }
  | 'close';

/** What it answers, once for being opened and then for each request, in their order. */
export type SqliteReply = SqliteResult | { readonly failure: SqliteFailure };

/** Rows as lists of values: half the work to copy between threads. */
export interface SqliteResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly changes: number;
}

/** An error of SQLite's; an `Error` would lose its fields on the way between threads. */
export interface SqliteFailure {
  readonly message: string;
  /** SQLite's extended result code; absent when the error isn't SQLite's. */
  readonly errcode?: number;
}

/** What the thread is started with. */
export interface SqliteThreadData {
  readonly path: string;
  /** How long a statement waits for other processes, in milliseconds. */
  readonly busyTimeoutMs: number;
}

/**
 * The thread that holds the database: a write that waits for the disk keeps no call waiting. It is handed over
 * as text, so that no bundler has to know of a second file; it therefore uses nothing of this module but types.
 */
export function sqliteThread(): void {
  const { parentPort, workerData } = process.getBuiltinModule('node:worker_threads');
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const { path, busyTimeoutMs } = workerData as SqliteThreadData;
  const port = parentPort!;
  const answer = (reply: SqliteReply) => port.postMessage(reply);
  const fail = (error: unknown) => {
    const { message, errcode } = error as { message: string; errcode?: number };
    answer({ failure: errcode === undefined ? { message } : { message, errcode } });
  };

  // Going over to WAL doesn't wait for another process that does so at the same moment, whatever the time-out.
  const enterWal = () => {
    for (let attempt = 0; ; attempt++) {
      try {
        database.exec('pragma journal_mode = wal');
        return;
      } catch (error) {
        const busy = ((error as { errcode?: number }).errcode ?? 0) % 256 === 5;
        if (!busy || attempt * 20 >= busyTimeoutMs) throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
      }
    }
  };

  let database: InstanceType<typeof DatabaseSync>;
  const statements = new Map<string, StatementSync>();
  try {
    database = new DatabaseSync(path);
    database.exec(`pragma busy_timeout = ${busyTimeoutMs}`);
    enterWal();
    database.exec(
      'pragma synchronous = full; pragma journal_size_limit = 67108864; pragma trusted_schema = off',
    );
    database.function('fold', { deterministic: true }, text =>
      text === null ? null : String(text).toLowerCase(),
    );
    answer({ columns: [], rows: [], changes: 0 });
  } catch (error) {
    fail(error);
    port.close();
    return;
  }

  const prepared = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      if (statements.size >= 500) statements.clear();
      statement = database.prepare(sql);
      // Node 22.13 knows rows as objects only.
      statement.setReturnArrays?.(true);
      statements.set(sql, statement);
    }
    return statement;
  };

  const read = (statement: StatementSync, parameters: readonly SQLInputValue[]): SqliteResult => {
    const rows = statement.all(...parameters) as unknown as (readonly unknown[] | object)[];
    const [first] = rows;
    if (first === undefined) return { columns: [], rows: [], changes: 0 };
    if (Array.isArray(first)) {
      const columns = statement.columns().map(({ name }) => name);
      return { columns, rows: rows as unknown[][], changes: rows.length };
    }
    return { columns: Object.keys(first), rows: rows.map(row => Object.values(row)), changes: rows.length };
  };

  port.on('message', (request: SqliteRequest) => {
    try {
      if (request === 'close') {
        statements.clear();
        database.close();
        port.close();
        return;
      }
      const statement = prepared(request.sql);
      if (request.returnsRows) answer(read(statement, request.parameters));
      else {
        const { changes } = statement.run(...request.parameters);
        answer({ columns: [], rows: [], changes: Number(changes) });
      }
    } catch (error) {
      fail(error);
    }
  });
}
