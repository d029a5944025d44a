import type { Answer } from './call-answer.ts';
import { RequestError } from './errors.ts';

/** A request that is to run once. */
export interface IdempotentRequest {
  /** Whose key it is: keys of two principals have nothing to do with each other. */
  readonly principal: string;
  readonly key: string;
  /** A digest of what is asked for. */
  readonly fingerprint: string;
}

/** What a run came to. */
export interface Outcome {
  readonly answer: Answer;
  /** `false` when nothing can have happened yet, so that the same key may try again. */
  readonly keep: boolean;
}

/** Bounds of an {@link IdempotencyStore}. */
export interface IdempotencyStoreOptions {
  /** How long an answer is kept, in milliseconds. Default 24 hours. */
  readonly keepMs?: number;
  /** Answers kept. Default 10_000. */
  readonly maxEntries?: number;
  /** Bytes of answers kept. Default 64 MB. */
  readonly maxBytes?: number;
  /** Milliseconds of a clock that never goes back. Default `performance.now`. */
  readonly now?: () => number;
}

interface Entry {
  readonly fingerprint: string;
  readonly outcome: Promise<Outcome>;
  /** Set once the answer is there. */
  kept?: { readonly bytes: number; readonly expiresAt: number };
}

/** Remembers the answers to requests with an idempotency key, so that a repeated request gets the first one's. */
export class IdempotencyStore {
  readonly #entries = new Map<string, Entry>();
  readonly #bounds: Required<IdempotencyStoreOptions>;
  #bytes = 0;

  constructor({
    keepMs = 24 * 3_600_000,
    maxEntries = 10_000,
    maxBytes = 64 * 1024 * 1024,
    now = () => performance.now(),
  }: IdempotencyStoreOptions = {}) {
    this.#bounds = { keepMs, maxEntries, maxBytes, now };
  }

  /** Requests that are remembered, those under way included. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Runs the request, or gives the answer of the run that was first with this key, waiting for it where it is
   * under way.
   *
   * @throws RequestError 422 when the key was used for something else
   */
  async once(
    { principal, key, fingerprint }: IdempotentRequest,
    run: () => Promise<Outcome>,
  ): Promise<{ answer: Answer; replayed: boolean }> {
    const id = `${principal}|${key}`;
    const known = this.#find(id);
    if (known && known.fingerprint !== fingerprint) {
      throw new RequestError(
        'GW_IDEMPOTENCY_CONFLICT',
        422,
        'Idempotency-Key was already used for a different request',
      );
    }
    if (known) return { answer: (await known.outcome).answer, replayed: true };
    const entry: Entry = { fingerprint, outcome: run() };
    this.#entries.set(id, entry);
    return { answer: await this.#settle(id, entry), replayed: false };
  }

  async #settle(id: string, entry: Entry): Promise<Answer> {
    let keep = false;
    try {
      const outcome = await entry.outcome;
      keep = outcome.keep;
      if (keep) {
        const bytes = Buffer.byteLength(outcome.answer.body);
        entry.kept = { bytes, expiresAt: this.#bounds.now() + this.#bounds.keepMs };
        this.#bytes += bytes;
        // To the end of the map: its order is that of expiry.
        this.#entries.delete(id);
        this.#entries.set(id, entry);
        this.#makeRoom(entry);
      }
      return outcome.answer;
    } finally {
      if (!keep) this.#entries.delete(id);
    }
  }

  #find(id: string): Entry | undefined {
    const entry = this.#entries.get(id);
    if (!entry?.kept || entry.kept.expiresAt > this.#bounds.now()) return entry;
    this.#forget(id, entry);
    return undefined;
  }

  /** Forgets what has expired, and the oldest answers beyond the bounds; never a request under way. */
  #makeRoom(newest: Entry): void {
    const { maxEntries, maxBytes, now } = this.#bounds;
    for (const [id, entry] of this.#entries) {
      if (entry === newest) return;
      if (!entry.kept) continue;
      const isOver = this.#entries.size > maxEntries || this.#bytes > maxBytes;
      if (!isOver && entry.kept.expiresAt > now()) return;
      this.#forget(id, entry);
    }
  }

  #forget(id: string, entry: Entry): void {
    this.#entries.delete(id);
    this.#bytes -= entry.kept?.bytes ?? 0;
  }
}
