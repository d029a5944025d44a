import { RequestError, retryAfter } from '../errors.ts';
import { parseRateLimits, type RateLimit } from './rate-limit.ts';
import type { CountedLimit, MaybeOverrun, Overrun, RateLimitStore } from './rate-limit-store.ts';

/** The settings of `rate_limiting` that hold limits. */
export type RateLimitSetting =
  | 'default_limits'
  | 'tools_limit'
  | 'call_limit'
  | 'mcp_limit'
  | 'api_limit'
  | 'session_delete_limit';

/** What a {@link RateLimiter} counts, and where. */
export interface RateLimiterOptions {
  readonly store: RateLimitStore;
  readonly setting: RateLimitSetting;
  /** The setting's texts; several limits hold all at once. */
  readonly texts: readonly string[];
  /** The endpoint: each has counts of its own. */
  readonly scope: string;
  /** Told of each refusal. */
  readonly onRefused: (setting: RateLimitSetting) => void;
}

/** The limits of one endpoint. */
export class RateLimiter {
  readonly #store: RateLimitStore;
  readonly #setting: RateLimitSetting;
  readonly #onRefused: RateLimiterOptions['onRefused'];
  readonly #limits: readonly CountedLimit[];

  /** @throws ServerOptionsError (`GW_RATE_LIMIT_SETTING`) when a text is no rate limit */
  constructor({ store, setting, texts, scope, onRefused }: RateLimiterOptions) {
    this.#store = store;
    this.#setting = setting;
    this.#onRefused = onRefused;
    // The limit's text is part of the key: a limit that a reload has changed begins to count anew.
    this.#limits = texts
      .flatMap(parseRateLimits)
      .map(limit => ({ limit, prefix: `${scope}|${limit.text}|` }));
  }

  /**
   * Counts one request; at once, or when the returned promise resolves.
   *
   * @throws RequestError 429 with the setting's name and `Retry-After`; the promise rejects with it likewise
   */
  hit(client: string): void | Promise<void> {
    return this.#judge(this.#store.hit(this.#limits, client));
  }

  /**
   * Refuses a client that has used up its limits, without counting this request.
   *
   * @throws RequestError 429 with the setting's name and `Retry-After`; the promise rejects with it likewise
   */
  peek(client: string): void | Promise<void> {
    return this.#judge(this.#store.peek(this.#limits, client));
  }

  #judge(overrun: MaybeOverrun): void | Promise<void> {
    return judgeOverrun(overrun, ({ text }) => {
      this.#onRefused(this.#setting);
      return `rate limit exceeded: rate_limiting.${this.#setting} is ${text}`;
    });
  }
}

/**
 * Refuses a request that is over a limit; `explain` says so, and is asked only then.
 *
 * @throws RequestError 429 with `Retry-After`; the promise rejects with it likewise
 */
export function judgeOverrun(
  overrun: MaybeOverrun,
  explain: (limit: RateLimit) => string,
): void | Promise<void> {
  if (overrun instanceof Promise) return overrun.then(late => refuse(late, explain));
  refuse(overrun, explain);
}

function refuse(overrun: Overrun | undefined, explain: (limit: RateLimit) => string): void {
  if (!overrun) return;
  const { limit, retryAfterMs } = overrun;
  throw new RequestError('GW_RATE_LIMITED', 429, explain(limit), retryAfter(retryAfterMs));
}
