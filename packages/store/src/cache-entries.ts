import { sql } from 'kysely';
import type { Access } from './entities.ts';

/** A value that a caller has put away for a while. */
export interface CacheEntryRecord {
  readonly principal: string;
  readonly key: string;
  /** Any JSON value, as text. */
  readonly value: string;
  /** Of key and value, in UTF-8. */
  readonly bytes: number;
  /** Epoch milliseconds; null is never. */
  readonly expiresAt: number | null;
  readonly updatedAt: number;
}

/** What a caller's entries amount to. */
export interface CacheUsage {
  readonly entries: number;
  readonly bytes: number;
}

export class CacheEntries {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** The value as JSON text; undefined when there is none, or it has expired. */
  async get(principal: string, key: string): Promise<string | undefined> {
    const { db, now } = this.#access;
    const entry = await db
      .selectFrom('cacheEntries')
      .select(['value', 'expiresAt'])
      .where('principal', '=', principal)
      .where('key', '=', key)
      .executeTakeFirst();
    return entry && (entry.expiresAt === null || entry.expiresAt > now()) ? entry.value : undefined;
  }

  /** Puts JSON text away, in place of what had the key; `ttlMs` null keeps it until it is replaced. */
  async set(principal: string, key: string, value: string, ttlMs: number | null): Promise<void> {
    const updatedAt = this.#access.now();
    const bytes = Buffer.byteLength(key) + Buffer.byteLength(value);
    const entry = { value, bytes, updatedAt, expiresAt: ttlMs === null ? null : updatedAt + ttlMs };
    await this.#access.db
      .insertInto('cacheEntries')
      .values({ principal, key, ...entry })
      .onConflict(conflict => conflict.columns(['principal', 'key']).doUpdateSet(entry))
      .execute();
  }

  async delete(principal: string, key: string): Promise<boolean> {
    const own = this.#access.db.deleteFrom('cacheEntries').where('principal', '=', principal);
    return (await own.where('key', '=', key).executeTakeFirstOrThrow()).numDeletedRows > 0n;
  }

  /** Expired entries count until they are swept. */
  async usage(principal: string): Promise<CacheUsage> {
    const own = this.#access.db.selectFrom('cacheEntries').where('principal', '=', principal);
    const sums = own.select([
      sql<number>`count(*)`.as('entries'),
      sql<number>`cast(coalesce(sum(bytes), 0) as bigint)`.as('bytes'),
    ]);
    return sums.executeTakeFirstOrThrow();
  }

  /** Removes what has expired; says how many. */
  async sweep(): Promise<number> {
    const expired = this.#access.db.deleteFrom('cacheEntries').where('expiresAt', '<=', this.#access.now());
    return Number((await expired.executeTakeFirstOrThrow()).numDeletedRows);
  }
}
