import type { Logger } from '@gw/mcp-client';
import { ServerOptionsError } from '../errors.ts';
import { MemoryRateLimitStore } from './memory-rate-limit-store.ts';
import type { RateLimitStore } from './rate-limit-store.ts';

const redisUri = /^(?:rediss?|(?:redis\+)?unix):\/\//i;

/** The stores of a gateway, one for each `rate_limiting.storage_uri` that it has had; they outlive a reload. */
export class RateLimitStores {
  readonly #stores = new Map<string, Promise<RateLimitStore>>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /**
   * The store of a URI: `memory://`, `redis://`, `rediss://`, `unix://` or `redis+unix://`.
   *
   * @throws ServerOptionsError (`GW_RATE_LIMIT_SETTING`) for any other
   */
  get(uri: string): Promise<RateLimitStore> {
    const store = this.#stores.get(uri) ?? this.#open(uri);
    this.#stores.set(uri, store);
    return store;
  }

  async close(): Promise<void> {
    const stores = await Promise.allSettled(this.#stores.values());
    this.#stores.clear();
    await Promise.all(stores.map(store => (store.status === 'fulfilled' ? store.value.close() : undefined)));
  }

  async #open(uri: string): Promise<RateLimitStore> {
    if (uri === 'memory://' || uri === '') return new MemoryRateLimitStore();
    if (!redisUri.test(uri)) {
      // The rest of a URI may hold a password.
      const scheme = uri.split('://', 1)[0];
      throw new ServerOptionsError(
        `rate_limiting.storage_uri: "${scheme}://" is not supported; use memory://, redis://, rediss:// or redis+unix://`,
      );
    }
    const { RedisRateLimitStore } = await import('./redis-rate-limit-store.ts');
    return RedisRateLimitStore.open(uri, this.#logger);
  }
}
