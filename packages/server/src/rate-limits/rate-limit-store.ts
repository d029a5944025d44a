import type { RateLimit } from './rate-limit.ts';

/** One caller's count for one limit. */
export interface Window {
  /** Who is counted, where, against which limit: equal keys share a count. */
  readonly key: string;
  readonly limit: RateLimit;
}

/** A limit that is exceeded, and how long until its window ends. */
export interface Overrun {
  readonly limit: RateLimit;
  readonly retryAfterMs: number;
}

/**
 * Counts requests in windows that begin with their first request (the original's `fixed-window`).
 *
 * Implementations keep a bounded amount, answer in bounded time, and do not throw.
 */
export interface RateLimitStore {
  /** Counts one request in each window, up to the first that it exceeds: that one is returned. */
  hit(windows: readonly Window[]): Overrun | undefined | Promise<Overrun | undefined>;
  /** Which window would be exceeded by one more request, without counting one. */
  peek(windows: readonly Window[]): Overrun | undefined | Promise<Overrun | undefined>;
  close(): Promise<void>;
}
