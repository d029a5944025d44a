import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import type { Sealed } from './sealed.ts';
import { type Page, readWindow, type Window } from './window.ts';

export type CredentialType = 'api_key' | 'bearer' | 'basic' | 'none' | 'oauth';

/** A principal's own way into a server. */
export interface ConnectionRecord extends Entity {
  readonly principal: string;
  readonly serverId: string;
  readonly credentialType: CredentialType;
  readonly alias: string | null;
  /** The header that carries it; for a stdio server, the variable. */
  readonly headerName: string | null;
  readonly prefix: string | null;
  readonly username: string | null;
  readonly connectionData: Readonly<Record<string, unknown>> | null;
  /** Key, password or access token. */
  readonly sealedSecret: Sealed;
  readonly sealedRefreshToken: Sealed | null;
  /** The last characters, all that is ever shown. */
  readonly hint: string;
  readonly oauthAppId: string | null;
  readonly providerName: string | null;
  readonly providerEmail: string | null;
  readonly tokenType: string;
  readonly scopes: readonly string[] | null;
  readonly isValid: boolean;
  readonly healthStatus: string;
  /** Epoch milliseconds, like all that ends in `At`. */
  readonly expiresAt: number | null;
  readonly lastRefreshedAt: number | null;
  readonly nextRefreshAt: number | null;
  readonly consecutiveRefreshFailures: number;
  readonly refreshError: string | null;
  readonly lastAccessedAt: number | null;
}

const defaults = {
  tokenType: 'Bearer',
  isValid: true,
  healthStatus: 'healthy',
  consecutiveRefreshFailures: 0,
} satisfies Partial<ConnectionRecord>;

type Defaulted = keyof typeof defaults;
export type NewConnection = New<ConnectionRecord, Defaulted>;

export interface ConnectionFilter {
  readonly principal?: string | undefined;
  readonly serverId?: string | undefined;
  /** Also those that no longer work; they are left out otherwise. */
  readonly includeInvalid?: boolean | undefined;
}

export class Connections extends Entities<'connections', Defaulted> {
  constructor(access: Access) {
    super(access, 'connections', defaults);
  }

  /** In the order in which they were made. */
  async list(
    { principal, serverId, includeInvalid }: ConnectionFilter,
    window: Window,
  ): Promise<Page<ConnectionRecord>> {
    let query = this.db.selectFrom('connections').selectAll().orderBy('id');
    if (principal !== undefined) query = query.where('principal', '=', principal);
    if (serverId !== undefined) query = query.where('serverId', '=', serverId);
    if (!includeInvalid) query = query.where('isValid', '=', true);
    return readWindow(query, window);
  }

  /** Every connection, in the order in which they were made: what a start reads. */
  async all(): Promise<ConnectionRecord[]> {
    return this.db.selectFrom('connections').selectAll().orderBy('id').execute();
  }

  /** The principal's newest one that works. */
  async findFor(principal: string, serverId: string): Promise<ConnectionRecord | undefined> {
    const own = this.db.selectFrom('connections').selectAll().where('principal', '=', principal);
    const working = own.where('serverId', '=', serverId).where('isValid', '=', true);
    return working.orderBy('id', 'desc').limit(1).executeTakeFirst();
  }

  /** A use at an epoch ms; an older one changes nothing. */
  async used(id: string, at: number): Promise<void> {
    const connection = this.db.updateTable('connections').set({ lastAccessedAt: at }).where('id', '=', id);
    await connection
      .where(eb => eb.or([eb('lastAccessedAt', 'is', null), eb('lastAccessedAt', '<=', at)]))
      .execute();
  }

  /** Those whose tokens are to be refreshed by now, the most urgent first. */
  async dueForRefresh(limit: number): Promise<ConnectionRecord[]> {
    const due = this.db.selectFrom('connections').selectAll().where('nextRefreshAt', '<=', this.now());
    return due.where('isValid', '=', true).orderBy('nextRefreshAt').limit(limit).execute();
  }
}
