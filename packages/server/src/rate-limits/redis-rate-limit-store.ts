import type { Logger } from '@gw/mcp-client';
import type { Redis } from 'ioredis';
import { MemoryRateLimitStore } from './memory-rate-limit-store.ts';
import type { CountedLimit, Overrun, RateLimitStore } from './rate-limit-store.ts';

/** A call waits no longer than this for Redis; then it is counted in this process. */
const patienceMs = 250;

/** After a failure Redis is left alone for so long, so that not every call waits in vain. */
const pauseMs = 1_000;

/**
 * KEYS: the windows. ARGV: `1` to count or `0` to look, then limit and length in milliseconds of each window.
 * Returns the position of the first window that is exceeded (0: none) and the time it has left.
 */
const script = `
for i, key in ipairs(KEYS) do
  local limit, length = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local hits
  if ARGV[1] == '1' then
    hits = redis.call('INCR', key)
  else
    hits = tonumber(redis.call('GET', key) or '0') + 1
  end
  local left = redis.call('PTTL', key)
  if ARGV[1] == '1' and left < 0 then
    redis.call('PEXPIRE', key, length)
    left = length
  end
  if hits > limit then return {i, left} end
end
return {0, 0}`;

interface ScriptedRedis extends Redis {
  gwRateLimit(keys: number, ...keysAndArguments: (string | number)[]): Promise<[number, number]>;
}

/**
 * Counts in Redis, for all gateways that use the same one. Where Redis is slow or gone, each gateway counts by
 * itself until it is back: limits then hold for each gateway alone, and no call waits or is refused for it.
 */
export class RedisRateLimitStore implements RateLimitStore {
  readonly #redis: ScriptedRedis;
  readonly #fallback = new MemoryRateLimitStore();
  readonly #logger: Logger;
  #connected: Promise<unknown>;
  #degraded = false;
  #pausedUntil = 0;

  private constructor(redis: ScriptedRedis, logger: Logger) {
    this.#redis = redis;
    this.#logger = logger;
    // Reported where a call meets it; without a listener it would end the process.
    redis.on('error', () => {});
    this.#connected = Promise.race([redis.connect().catch(() => {}), delay(patienceMs)]);
  }

  /** Opens a store; the first calls wait for the connection, briefly. The URI may hold a password: never log it. */
  static async open(uri: string, logger: Logger): Promise<RedisRateLimitStore> {
    // By its default export: bundled, a CommonJS package has no other.
    const { Redis } = (await import('ioredis')).default;
    const options = {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: patienceMs,
      connectTimeout: 2_000,
      retryStrategy: (attempt: number) => Math.min(100 * 2 ** attempt, 5_000),
      scripts: { gwRateLimit: { lua: script } },
    };
    const socket = /^(?:redis\+)?unix:\/\/(?<path>[^?]*)/.exec(uri)?.groups?.path;
    const redis =
      socket === undefined
        ? new Redis(uri, options)
        : new Redis({ ...options, path: socket, ...socketOptions(uri) });
    return new RedisRateLimitStore(redis as ScriptedRedis, logger);
  }

  hit(limits: readonly CountedLimit[], client: string): Promise<Overrun | undefined> {
    return this.#run(limits, client, 1);
  }

  peek(limits: readonly CountedLimit[], client: string): Promise<Overrun | undefined> {
    return this.#run(limits, client, 0);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.#fallback.close();
  }

  async #run(limits: readonly CountedLimit[], client: string, count: 0 | 1): Promise<Overrun | undefined> {
    if (performance.now() < this.#pausedUntil) return this.#alone(limits, client, count);
    try {
      await this.#connected;
      const keys = limits.map(({ prefix }) => `gw:limit:${prefix}${client}`);
      const lengths = limits.flatMap(({ limit }) => [limit.limit, limit.windowMs]);
      const [position, left] = await this.#redis.gwRateLimit(keys.length, ...keys, count, ...lengths);
      this.#note(false);
      const exceeded = limits[position - 1]?.limit;
      return exceeded && { limit: exceeded, retryAfterMs: left };
    } catch (error) {
      this.#pausedUntil = performance.now() + pauseMs;
      this.#note(true, error);
      return this.#alone(limits, client, count);
    }
  }

  #alone(limits: readonly CountedLimit[], client: string, count: 0 | 1): Overrun | undefined {
    return count === 1 ? this.#fallback.hit(limits, client) : this.#fallback.peek(limits, client);
  }

  /** Logs each change of state once, not each call. */
  #note(degraded: boolean, error?: unknown): void {
    if (degraded === this.#degraded) return;
    this.#degraded = degraded;
    if (degraded) {
      const cause = error instanceof Error ? error.message : String(error);
      this.#logger.warn({ cause }, 'Redis does not answer: rate limits are counted by this gateway alone');
    } else this.#logger.info({}, 'Redis answers again: rate limits are shared');
  }
}

function socketOptions(uri: string) {
  const url = new URL(uri.replace(/^redis\+/, ''));
  return {
    db: Number(url.searchParams.get('db') ?? 0),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
  };
}

const delay = (milliseconds: number) =>
  new Promise<void>(resolve => {
    setTimeout(resolve, milliseconds).unref();
  });
