import type { RateLimit } from './rate-limit.ts';

/** One limit of one endpoint. */
export interface CountedLimit {
  readonly limit: RateLimit;
  /** With the client's key behind it, the name of a window: equal names share a count. */
  readonly prefix: string;
}

/** A limit that is exceeded, and how long until its window ends. */
export interface Overrun {
  readonly limit: RateLimit;
  readonly retryAfterMs: number;
}

/** At once where the counts are at hand: a call is to wait for nothing that it needn't. */
export type MaybeOverrun = Overrun | undefined | Promise<Overrun | undefined>;

/**
 * Counts requests in windows that begin with their first request (the original's `fixed-window`).
 *
 * Implementations keep a bounded amount, answer in bounded time, and do not throw.
 */
export interface RateLimitStore {
  /** Counts one request of a client against each limit, up to the first that it exceeds: that one is returned. */
  hit(limits: readonly CountedLimit[], client: string): MaybeOverrun;
  /** Which limit one more request would exceed, without counting one. */
  peek(limits: readonly CountedLimit[], client: string): MaybeOverrun;
  close(): Promise<void>;
}
