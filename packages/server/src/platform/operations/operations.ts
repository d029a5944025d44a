import { EventEmitter } from 'node:events';
import type { Logger } from '@gw/mcp-client';
import type { OperationRecord, Store } from '@gw/store';
import { notFound, PlatformError } from '../problem.ts';

/** What is to be done beside the answer. */
export interface OperationWork {
  readonly principal: string;
  /** `catalog-import`… */
  readonly kind: string;
  /** What it is about: the id of a server, as a rule. */
  readonly subjectId: string;
  /** Does it, and tells how far it is; gives what has become of it. What it throws is kept as the operation's error. */
  readonly run: (options: OperationRun) => Promise<object>;
}

export interface OperationRun {
  /** Aborts when it is cancelled, with an error of code `GW_OPERATION_CANCELLED`, and at the end of the gateway. */
  readonly signal: AbortSignal;
  readonly report: (progress: object) => void;
}

interface Running {
  record: OperationRecord;
  readonly cancelling: AbortController;
  readonly done: Promise<void>;
}

/** Progress is written down at most this often, in milliseconds; who watches hears of all of it. */
const writtenEveryMs = 1_000;

/** Work that goes on after its request was answered: started, watched, cancelled; known over restarts. */
export class Operations {
  readonly #store: Store;
  readonly #logger: Logger;
  readonly #running = new Map<string, Running>();
  readonly #changes = new EventEmitter<Record<string, [OperationRecord]>>().setMaxListeners(0);

  constructor(store: Store, logger: Logger) {
    this.#store = store;
    this.#logger = logger;
  }

  /** Begins, and gives the operation as it is now. */
  async start({ run, ...fields }: OperationWork): Promise<OperationRecord> {
    const record = await this.#store.operations.insert(fields);
    const cancelling = new AbortController();
    const done = Promise.resolve().then(() => this.#carryOut(record.id, run, cancelling.signal));
    this.#running.set(record.id, { record, cancelling, done });
    return record;
  }

  /** @throws PlatformError 404 */
  async get(id: string): Promise<OperationRecord> {
    const record = this.#running.get(id)?.record ?? (await this.#store.operations.get(id));
    if (record) return record;
    throw notFound('operation', id);
  }

  /** Newest first. */
  list(...[filter, window]: Parameters<Store['operations']['list']>) {
    return this.#store.operations.list(filter, window);
  }

  /**
   * Ends it with `GW_OPERATION_CANCELLED`; resolves when it has ended.
   *
   * @throws PlatformError 404, 409 `GW_OPERATION_ENDED`
   */
  async cancel(id: string): Promise<OperationRecord> {
    const running = this.#running.get(id);
    if (!running) {
      const { status } = await this.get(id);
      throw new PlatformError(
        'GW_OPERATION_ENDED',
        409,
        `The operation is not under way here: it is ${status}`,
      );
    }
    running.cancelling.abort(new PlatformError('GW_OPERATION_CANCELLED', 409, 'It was cancelled'));
    await running.done;
    return this.get(id);
  }

  /** What becomes of it, from now on, ending with its end. @throws PlatformError 404 */
  async *watch(id: string, signal: AbortSignal): AsyncGenerator<OperationRecord> {
    const waiting: OperationRecord[] = [];
    let wake = () => {};
    const onChange = (record: OperationRecord) => {
      // Only how it is now counts, for who reads slowly.
      waiting[0] = record;
      wake();
    };
    const onAbort = () => wake();
    this.#changes.on(id, onChange);
    signal.addEventListener('abort', onAbort);
    try {
      waiting[0] ??= await this.get(id);
      while (!signal.aborted) {
        const record = waiting.pop();
        if (record) yield record;
        if (record && record.status !== 'running') return;
        // Of an operation of another gateway on the database, nothing is heard here.
        if (record && !this.#running.has(id)) return;
        if (waiting.length === 0)
          await new Promise<void>(resolve => {
            wake = resolve;
          });
      }
    } finally {
      this.#changes.off(id, onChange);
      signal.removeEventListener('abort', onAbort);
    }
  }

  /** Ends all that is under way. */
  async close(): Promise<void> {
    const stopping = new PlatformError('GW_OPERATION_CUT_OFF', 503, 'The gateway was stopped meanwhile');
    const running = [...this.#running.values()];
    for (const { cancelling } of running) cancelling.abort(stopping);
    await Promise.all(running.map(({ done }) => done));
  }

  async #carryOut(id: string, run: OperationWork['run'], signal: AbortSignal): Promise<void> {
    let writtenAt = 0;
    const report = (progress: object) => {
      this.#tell(id, { progress: { ...progress } });
      if (Date.now() - writtenAt < writtenEveryMs) return;
      writtenAt = Date.now();
      // How it ended is what must be kept.
      this.#store.operations.update(id, { progress: { ...progress } }).catch(() => {});
    };
    const ended = await run({ signal, report }).then(
      result => ({ status: 'done' as const, result: { ...result } }),
      (error: unknown) => ({ status: 'failed' as const, error: this.#reasonOf(id, error) }),
    );
    const changes = { ...ended, finishedAt: Date.now() };
    const { progress } = this.#running.get(id)?.record ?? {};
    try {
      await this.#store.operations.update(id, { ...changes, ...(progress && { progress }) });
    } catch (err) {
      this.#logger.error({ operation: id, err }, 'How an operation ended could not be stored');
    }
    this.#tell(id, changes);
    this.#running.delete(id);
  }

  #tell(id: string, changes: Partial<OperationRecord>): void {
    const running = this.#running.get(id);
    if (!running) return;
    running.record = { ...running.record, ...changes, updatedAt: Date.now() };
    this.#changes.emit(id, running.record);
  }

  /** Only what was made to be shown is shown. */
  #reasonOf(id: string, error: unknown): string {
    const { code } = error as { code?: unknown };
    const isKnown = error instanceof Error && typeof code === 'string' && code.startsWith('GW_');
    if (isKnown) return error.message;
    this.#logger.error({ operation: id, err: error }, 'An operation failed unexpectedly');
    return 'Internal server error';
  }
}
