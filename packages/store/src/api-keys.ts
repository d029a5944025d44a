import { sql } from 'kysely';
import { atomically } from './atomically.ts';
import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** A key to the API. The key itself is shown once and kept by nobody. */
export interface ApiKeyRecord extends Entity {
  /** The owner, as whom it acts. */
  readonly principal: string;
  readonly name: string;
  readonly description: string | null;
  /** The beginning of the key, by which it is found; unique. */
  readonly prefix: string;
  readonly hash: string;
  /** What it may do; null is everything. */
  readonly scopes: readonly string[] | null;
  readonly environment: string;
  /** Requests a minute; null is no limit. */
  readonly rateLimitRpm: number | null;
  /** Epoch milliseconds, like all that ends in `At`. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
  /** The key that replaces it. */
  readonly rotatedTo: string | null;
  /** Until when a replaced key still works. */
  readonly graceEndsAt: number | null;
  readonly lastUsedAt: number | null;
  readonly lastUsedIp: string | null;
}

const defaults = { environment: 'live' } satisfies Partial<ApiKeyRecord>;
type Defaulted = keyof typeof defaults;
export type NewApiKey = New<ApiKeyRecord, Defaulted>;

export class ApiKeys extends Entities<'apiKeys', Defaulted> {
  constructor(access: Access) {
    super(access, 'apiKeys', defaults);
  }

  async findByPrefix(prefix: string): Promise<ApiKeyRecord | undefined> {
    return this.db.selectFrom('apiKeys').selectAll().where('prefix', '=', prefix).executeTakeFirst();
  }

  /** Newest first. */
  async list(
    { principal }: { readonly principal?: string | undefined },
    window: Window,
  ): Promise<Page<ApiKeyRecord>> {
    const query = this.db.selectFrom('apiKeys').selectAll().orderBy('id', 'desc');
    return readWindow(principal === undefined ? query : query.where('principal', '=', principal), window);
  }

  /** Every key: what a start reads, so that no request waits for the database. */
  async all(): Promise<ApiKeyRecord[]> {
    return this.db.selectFrom('apiKeys').selectAll().orderBy('id').execute();
  }

  /** Whether this call ended it; false when it was ended before, or isn't there. */
  async revoke(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('apiKeys')
      .set({ revokedAt: this.now(), updatedAt: this.now(), revision: sql`revision + 1` })
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** A use at an epoch ms, from an address; an older one changes nothing. */
  async used(id: string, at: number, address: string | null): Promise<void> {
    const key = this.db
      .updateTable('apiKeys')
      .set({ lastUsedAt: at, lastUsedIp: address })
      .where('id', '=', id);
    await key.where(eb => eb.or([eb('lastUsedAt', 'is', null), eb('lastUsedAt', '<=', at)])).execute();
  }

  /**
   * A new key in place of an old one, which works until `graceEndsAt`. Undefined when the old one isn't there,
   * is revoked, or was replaced already: of two that rotate at once, one does.
   */
  async rotate(id: string, replacement: NewApiKey, graceEndsAt: number): Promise<ApiKeyRecord | undefined> {
    return atomically(this, async access => {
      const old = await access.db
        .updateTable('apiKeys')
        .set({ graceEndsAt, updatedAt: access.now(), revision: sql`revision + 1` })
        .where('id', '=', id)
        .where('revokedAt', 'is', null)
        .where('graceEndsAt', 'is', null)
        .returning('id')
        .executeTakeFirst();
      if (!old) return undefined;
      const fresh = await new ApiKeys(access).insert(replacement);
      await access.db.updateTable('apiKeys').set({ rotatedTo: fresh.id }).where('id', '=', id).execute();
      return fresh;
    });
  }
}
