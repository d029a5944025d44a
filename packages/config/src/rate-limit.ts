import { ConfigError } from './errors.ts';

/** So many requests in so much time. */
export interface RateLimit {
  /** Requests allowed within the window, at least 1. */
  readonly limit: number;
  /** Length of the window in milliseconds. */
  readonly windowMs: number;
  /** The limit as it was written: `10 per minute`. */
  readonly text: string;
}

// A month has 30 days and a year 12 of these months, as in the Python library whose notation this is.
const UNIT_SECONDS: ReadonlyMap<string, number> = new Map([
  ['second', 1],
  ['minute', 60],
  ['hour', 3600],
  ['day', 86_400],
  ['month', 30 * 86_400],
  ['year', 360 * 86_400],
]);

const RATE = /^(\d{1,12})\s*(?:\/|per)\s*(?:(\d{1,6})\s*)?([a-z]+)$/i;

export const RATE_LIMIT_FORM =
  'a rate limit such as "10 per minute", "5/second" or "200 per day; 50 per 2 hours"';

/**
 * Reads a rate limit in the notation of Python's `limits`: `10 per minute`, `10/minute`, `5 per 2 hours`,
 * several separated by `;`, `,` or `|`. Units are second, minute, hour, day, month (30 days) and year (360
 * days), in singular or plural and any case.
 *
 * @throws {ConfigError} `GW_CONFIG_INVALID` when the text isn't a rate limit.
 * @see https://limits.readthedocs.io/en/stable/quickstart.html#rate-limit-string-notation
 */
export function parseRateLimit(text: string): RateLimit[] {
  return text.split(/[;,|]/).map(part => {
    const rate = parseRate(part.trim());
    if (rate) return rate;
    const issue = {
      pointer: '',
      message: `must be ${RATE_LIMIT_FORM}`,
      value: text,
      expected: RATE_LIMIT_FORM,
    };
    throw new ConfigError('GW_CONFIG_INVALID', 'A rate limit cannot be read:', [issue]);
  });
}

/** Whether `parseRateLimit` can read the text. */
export function isRateLimit(text: string): boolean {
  return text.split(/[;,|]/).every(part => parseRate(part.trim()) !== undefined);
}

function parseRate(text: string): RateLimit | undefined {
  const [, amount, multiple = '1', unit = ''] = RATE.exec(text) ?? [];
  const seconds = UNIT_SECONDS.get(unit.toLowerCase().replace(/s$/, ''));
  const limit = Number(amount);
  const windowMs = Number(multiple) * (seconds ?? Number.NaN) * 1000;
  return limit > 0 && windowMs > 0 ? { limit, windowMs, text } : undefined;
}
