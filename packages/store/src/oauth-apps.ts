import type { Access, Entity } from './entities.ts';
import { Entities } from './entities.ts';
import type { Sealed } from './sealed.ts';

/** What the gateway is to a server's authorisation server: one client for each server. */
export interface OAuthAppRecord extends Entity {
  readonly serverId: string;
  readonly clientId: string | null;
  readonly sealedClientSecret: Sealed | null;
  readonly authorizationUrl: string | null;
  readonly tokenUrl: string | null;
  readonly issuer: string | null;
  readonly scopes: readonly string[] | null;
  /** What dynamic registration gave, without its secrets. */
  readonly registration: Readonly<Record<string, unknown>> | null;
  readonly sealedRegistrationToken: Sealed | null;
}

export class OAuthApps extends Entities<'oauthApps'> {
  constructor(access: Access) {
    super(access, 'oauthApps', {});
  }

  /** Every one: what a start reads. */
  async all(): Promise<OAuthAppRecord[]> {
    return this.db.selectFrom('oauthApps').selectAll().orderBy('id').execute();
  }

  async ofServer(serverId: string): Promise<OAuthAppRecord | undefined> {
    const ofServer = this.db.selectFrom('oauthApps').selectAll().where('serverId', '=', serverId);
    return ofServer.executeTakeFirst();
  }
}
