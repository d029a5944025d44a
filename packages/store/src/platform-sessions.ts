import { sql } from 'kysely';
import type { Access, Entity } from './entities.ts';
import { Entities } from './entities.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** A session of the platform API: which tools its user may use, and for how long. */
export interface PlatformSessionRecord extends Entity {
  readonly principal: string;
  readonly serverId: string | null;
  readonly bundleId: string | null;
  /** Names or patterns; null allows all, an empty list none. */
  readonly allowedToolNames: readonly string[] | null;
  readonly deniedToolNames: readonly string[] | null;
  /** Epoch milliseconds, like all that ends in `At`. */
  readonly lastAccessedAt: number;
  readonly expiresAt: number;
  /** When it was closed; such a session is only kept to be looked at. */
  readonly closedAt: number | null;
}

export interface PlatformSessionFilter {
  readonly principal?: string | undefined;
  readonly serverId?: string | undefined;
  readonly bundleId?: string | undefined;
  /** Also closed and expired ones. */
  readonly includeInactive?: boolean | undefined;
}

export interface PlatformSessionStats {
  readonly total: number;
  readonly active: number;
  readonly expired: number;
  readonly closed: number;
}

export class PlatformSessions extends Entities<'sessions'> {
  constructor(access: Access) {
    super(access, 'sessions', {});
  }

  /** Newest first. */
  async list(filter: PlatformSessionFilter, window: Window): Promise<Page<PlatformSessionRecord>> {
    const { principal, serverId, bundleId, includeInactive } = filter;
    let query = this.db.selectFrom('sessions').selectAll().orderBy('id', 'desc');
    if (principal !== undefined) query = query.where('principal', '=', principal);
    if (serverId !== undefined) query = query.where('serverId', '=', serverId);
    if (bundleId !== undefined) query = query.where('bundleId', '=', bundleId);
    if (!includeInactive) query = query.where('closedAt', 'is', null).where('expiresAt', '>', this.now());
    return readWindow(query, window);
  }

  /** Those that may be used now: what a start reads. */
  async active(): Promise<PlatformSessionRecord[]> {
    const open = this.db.selectFrom('sessions').selectAll().where('closedAt', 'is', null);
    return open.where('expiresAt', '>', this.now()).orderBy('id').execute();
  }

  /** Closes it, and keeps it to be looked at. False when it was closed before, or isn't there. */
  async close(id: string): Promise<boolean> {
    const { numUpdatedRows } = await this.db
      .updateTable('sessions')
      .set({ closedAt: this.now(), updatedAt: this.now(), revision: sql`revision + 1` })
      .where('id', '=', id)
      .where('closedAt', 'is', null)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  }

  /** A use at an epoch ms, which renews it until `expiresAt`; an older one, or that of a closed one, changes nothing. */
  async used(id: string, at: number, expiresAt: number): Promise<void> {
    const session = this.db
      .updateTable('sessions')
      .set({ lastAccessedAt: at, expiresAt })
      .where('id', '=', id);
    await session.where('closedAt', 'is', null).where('lastAccessedAt', '<=', at).execute();
  }

  /** Forgets those that were closed, or had expired, before a moment (epoch ms); gives their ids. */
  async cleanUp(before: number): Promise<string[]> {
    const over = this.db
      .deleteFrom('sessions')
      .where(eb => eb.or([eb('closedAt', '<=', before), eb('expiresAt', '<=', before)]));
    return (await over.returning('id').execute()).map(({ id }) => id);
  }

  async stats(principal?: string): Promise<PlatformSessionStats> {
    const now = this.now();
    const query = this.db
      .selectFrom('sessions')
      .select([
        sql<number>`count(*)`.as('total'),
        sql<number>`count(case when closed_at is null and expires_at > ${now} then 1 end)`.as('active'),
        sql<number>`count(case when closed_at is null and expires_at <= ${now} then 1 end)`.as('expired'),
        sql<number>`count(closed_at)`.as('closed'),
      ]);
    const of = principal === undefined ? query : query.where('principal', '=', principal);
    return of.executeTakeFirstOrThrow();
  }
}
