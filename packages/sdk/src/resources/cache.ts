import { NotFoundError } from '../errors.ts';
import type { Requests } from '../requests.ts';

/** Values put away for a while; each owner sees his own. */
export class CacheResource {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** The value of a key; null where there is none. */
  async get(key: string): Promise<unknown> {
    try {
      const { value } = await this.#requests.send('GET /sdk/cache/{+rest}', { path: { rest: key } });
      return value;
    } catch (error) {
      if (error instanceof NotFoundError) return null;
      throw error;
    }
  }

  /** @param ttl seconds until it is gone. Default 300. */
  async set(key: string, value: unknown, { ttl = 300 }: { ttl?: number | undefined } = {}): Promise<void> {
    await this.#requests.send('PUT /sdk/cache/{+rest}', { path: { rest: key }, body: { value, ttl } });
  }
}
