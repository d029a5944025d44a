import { ServerOptionsError } from '../errors.ts';

/** So many requests in so much time. */
export interface RateLimit {
  readonly limit: number;
  /** The window begins with its first request, and has this length in milliseconds. */
  readonly windowMs: number;
  /** As it stands in the configuration: `10 per minute`. */
  readonly text: string;
}

const unitSeconds: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  month: 30 * 86_400,
  year: 360 * 86_400,
};

const rate = /^(\d+)\s*(?:\/|per)\s*(?:(\d+)\s*)?(second|minute|hour|day|month|year)s?$/i;

/**
 * Reads limits in the notation of Python's `limits`, several in one text too: `200 per day; 50 per 2 hours`.
 * The same texts as `parseRateLimit` of `@gw/config`, which this package takes types from, and no code.
 *
 * @throws ServerOptionsError (`GW_RATE_LIMIT_SETTING`)
 */
export function parseRateLimits(text: string): RateLimit[] {
  return text.split(/[;,|]/).map(part => {
    const [, amount, multiple = '1', unit = ''] = rate.exec(part.trim()) ?? [];
    const seconds = unitSeconds[unit.toLowerCase()];
    if (seconds === undefined || !(Number(amount) > 0) || !(Number(multiple) > 0)) {
      throw new ServerOptionsError(`"${text}" is not a rate limit; write it as "10 per minute"`);
    }
    return { limit: Number(amount), windowMs: Number(multiple) * seconds * 1000, text: part.trim() };
  });
}
