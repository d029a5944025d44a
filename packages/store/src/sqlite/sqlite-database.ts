import { Worker } from 'node:worker_threads';
import { StoreError } from '../errors.ts';
import { sqliteError } from './sqlite-errors.ts';
import {
  type SqliteReply,
  type SqliteRequest,
  type SqliteResult,
  type SqliteThreadData,
  sqliteThread,
} from './sqlite-thread.ts';

// Bundlers that keep names wrap functions in a helper of this name, which doesn't travel with the text.
const program = `const __name = value => value;\n(${sqliteThread})()`;

interface Waiting {
  resolve(reply: SqliteResult): void;
  reject(error: StoreError): void;
}

/** A SQLite database in a thread of its own. Statements run in the order in which they are given. */
export class SqliteDatabase {
  readonly #path: string;
  readonly #thread: Worker;
  readonly #ended: Promise<void>;
  readonly #waiting: Waiting[] = [];
  #broken: StoreError | undefined;

  private constructor(path: string, busyTimeoutMs: number) {
    this.#path = path;
    const workerData: SqliteThreadData = { path, busyTimeoutMs };
    // The warning is for a module that is experimental; nothing else runs in there.
    const execArgv = ['--disable-warning=ExperimentalWarning'];
    this.#thread = new Worker(program, { eval: true, workerData, execArgv, env: {}, name: 'sqlite' });
    this.#thread.unref();
    this.#thread.on('message', (reply: SqliteReply) => this.#settle(reply));
    this.#thread.on('error', cause => this.#break(cause));
    this.#ended = new Promise(resolve => {
      this.#thread.once('exit', () => {
        this.#break();
        resolve();
      });
    });
  }

  /** Opens the file; creates it when there is none. */
  static async open(path: string, { busyTimeoutMs = 5_000 } = {}): Promise<SqliteDatabase> {
    const database = new SqliteDatabase(path, busyTimeoutMs);
    await database.#answered();
    return database;
  }

  /** Runs one statement. An idle database keeps no process alive, a statement does. */
  run(request: Exclude<SqliteRequest, 'close'>): Promise<SqliteResult> {
    if (this.#broken) return Promise.reject(this.#broken);
    const answered = this.#answered();
    this.#thread.postMessage(request satisfies SqliteRequest);
    return answered;
  }

  /** Resolves when all that was given has run and the file is closed. */
  async close(): Promise<void> {
    this.#broken ??= new StoreError('GW_STORE_CLOSED', 'The store has been closed');
    this.#thread.ref();
    this.#thread.postMessage('close' satisfies SqliteRequest);
    await this.#ended;
  }

  #answered() {
    if (this.#waiting.length === 0) this.#thread.ref();
    return new Promise<SqliteResult>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #settle(reply: SqliteReply): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#thread.unref();
    if ('failure' in reply) waiting?.reject(sqliteError(reply.failure, this.#path));
    else waiting?.resolve(reply);
  }

  #break(cause?: unknown): void {
    this.#broken ??= new StoreError(
      'GW_STORE_UNAVAILABLE',
      'The thread that holds the database has ended; start the gateway again',
      { cause },
    );
    for (const { reject } of this.#waiting.splice(0)) reject(this.#broken);
  }
}
