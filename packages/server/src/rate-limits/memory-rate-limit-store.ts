import type { CountedLimit, Overrun, RateLimitStore } from './rate-limit-store.ts';

interface Count {
  hits: number;
  endsAt: number;
}

/** Time, as the store sees it. */
export interface MemoryRateLimitStoreOptions {
  /** Milliseconds of a clock that never goes back. Default `performance.now`. */
  readonly now?: () => number;
  /** Windows kept at once; beyond that the oldest is forgotten. Default 100_000 (about 15 MB). */
  readonly maxWindows?: number;
}

const sweepEveryMs = 10_000;

/** Counts in this process alone. */
export class MemoryRateLimitStore implements RateLimitStore {
  readonly #counts = new Map<string, Count>();
  readonly #now: () => number;
  readonly #maxWindows: number;
  #nextSweep = 0;

  constructor({ now = () => performance.now(), maxWindows = 100_000 }: MemoryRateLimitStoreOptions = {}) {
    this.#now = now;
    this.#maxWindows = maxWindows;
  }

  /** Windows that are kept. */
  get size(): number {
    return this.#counts.size;
  }

  hit(limits: readonly CountedLimit[], client: string): Overrun | undefined {
    const now = this.#now();
    for (const { limit, prefix } of limits) {
      const count = this.#count(prefix + client, limit.windowMs, now);
      count.hits += 1;
      if (count.hits > limit.limit) return { limit, retryAfterMs: count.endsAt - now };
    }
    return undefined;
  }

  peek(limits: readonly CountedLimit[], client: string): Overrun | undefined {
    const now = this.#now();
    for (const { limit, prefix } of limits) {
      const count = this.#counts.get(prefix + client);
      if (count && count.endsAt > now && count.hits >= limit.limit) {
        return { limit, retryAfterMs: count.endsAt - now };
      }
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.#counts.clear();
  }

  #count(key: string, windowMs: number, now: number): Count {
    const known = this.#counts.get(key);
    if (known && known.endsAt > now) return known;
    const fresh = { hits: 0, endsAt: now + windowMs };
    // Taken out first, so that the order of the map stays that of the windows' beginnings.
    this.#counts.delete(key);
    this.#makeRoom(now);
    this.#counts.set(key, fresh);
    return fresh;
  }

  #makeRoom(now: number): void {
    if (now >= this.#nextSweep) {
      this.#nextSweep = now + sweepEveryMs;
      for (const [key, { endsAt }] of this.#counts) if (endsAt <= now) this.#counts.delete(key);
    }
    if (this.#counts.size < this.#maxWindows) return;
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }
}
