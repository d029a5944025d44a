import { StoreError, type StoreErrorCode } from './errors.ts';
import { type Logger, silentLogger } from './logger.ts';

export interface BatchOptions<Item> {
  /** Writes items as one change, in their order. */
  readonly write: (items: readonly Item[]) => Promise<void>;
  /** How long an item waits at most, in milliseconds. Default 1_000. */
  readonly flushMs?: number | undefined;
  /** How many items wait at most before they are written at once. Default 1_000. */
  readonly maxItems?: number | undefined;
  readonly logger?: Logger | undefined;
}

/** About the item itself, not the state of the database. */
const refusals: ReadonlySet<string> = new Set<StoreErrorCode>([
  'GW_STORE_CONFLICT',
  'GW_STORE_REFERENCE',
  'GW_STORE_VALUE',
]);

const LONGEST_PAUSE_MS = 5_000;

/**
 * Gathers what is written beside a call and writes it in one go. Nothing is dropped: when items come faster than
 * they can be written, `add` gives a promise to wait for; when a write fails, it is tried again, at last by `close`.
 */
export class Batch<Item> implements AsyncDisposable {
  readonly #write: BatchOptions<Item>['write'];
  readonly #flushMs: number;
  readonly #maxItems: number;
  readonly #logger: Logger;
  readonly #waiting: Item[] = [];
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #room: PromiseWithResolvers<void> | undefined;
  #failures = 0;
  #closing: Promise<void> | undefined;

  constructor({ write, flushMs = 1_000, maxItems = 1_000, logger = silentLogger }: BatchOptions<Item>) {
    this.#write = write;
    this.#flushMs = flushMs;
    this.#maxItems = maxItems;
    this.#logger = logger;
  }

  /** Items that aren't written yet. */
  get size(): number {
    return this.#waiting.length;
  }

  /**
   * Takes an item. Undefined while there is room; otherwise a promise that resolves when there is again: whoever
   * can wait does.
   *
   * @throws StoreError `GW_STORE_CLOSED` after `close`
   */
  add(item: Item): Promise<void> | undefined {
    if (this.#closing) throw new StoreError('GW_STORE_CLOSED', 'The store has been closed');
    this.#waiting.push(item);
    if (this.#waiting.length < this.#maxItems) {
      this.#schedule(this.#flushMs);
      return undefined;
    }
    if (this.#failures === 0) this.flush().catch(() => {});
    this.#room ??= Promise.withResolvers();
    return this.#room.promise;
  }

  /** Writes what is there; rejects when that fails. The items are kept, and tried again. */
  async flush(): Promise<void> {
    // What another flush has begun may not hold what was added since.
    await this.#writing?.catch(() => {});
    if (this.#waiting.length === 0) return;
    this.#writing ??= this.#writeAll();
    await this.#writing;
  }

  /** Writes what is there, three times if need be. Rejects with the last failure when that was in vain. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.flush();
        return;
      } catch (error) {
        clearTimeout(this.#timer);
        if (attempt < 3) continue;
        this.#logger.error(
          { err: error, items: this.#waiting.length },
          'What was to be stored could not be, and is lost',
        );
        throw error;
      }
    }
  }

  async #writeAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      while (this.#waiting.length > 0) {
        const items = this.#waiting.slice(0, this.#maxItems);
        await this.#writeOrRefuse(items);
        this.#waiting.splice(0, items.length);
        this.#failures = 0;
        this.#makeRoom();
      }
    } catch (error) {
      const pauseMs = Math.min(this.#flushMs * 2 ** this.#failures++, LONGEST_PAUSE_MS);
      this.#logger.error(
        { err: error, items: this.#waiting.length, pauseMs },
        'Could not store; will try again',
      );
      if (!this.#closing) this.#schedule(pauseMs);
      throw error;
    } finally {
      this.#writing = undefined;
    }
  }

  /** What the database will never take must not keep the rest from it: it goes to the log instead. */
  async #writeOrRefuse(items: readonly Item[]): Promise<void> {
    try {
      await this.#write(items);
    } catch (error) {
      if (!(error instanceof StoreError) || !refusals.has(error.code)) throw error;
      if (items.length === 1) this.#logger.error({ err: error, item: items[0] }, 'This can not be stored');
      else for (const item of items) await this.#writeOrRefuse([item]);
    }
  }

  #schedule(ms: number): void {
    this.#timer ??= setTimeout(() => this.flush().catch(() => {}), ms);
  }

  #makeRoom(): void {
    if (this.#waiting.length >= this.#maxItems) return;
    this.#room?.resolve();
    this.#room = undefined;
  }
}
