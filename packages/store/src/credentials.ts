import type { Access, Entity } from './entities.ts';
import { Entities } from './entities.ts';
import type { Sealed } from './sealed.ts';

/** A secret of a server's, for everyone who uses it. */
export interface CredentialRecord extends Entity {
  readonly serverId: string;
  /** Unique in the server: the variable or header that it becomes. */
  readonly name: string;
  readonly sealedValue: Sealed;
  /** The last characters, all that is ever shown. */
  readonly hint: string;
}

export class Credentials extends Entities<'credentials'> {
  constructor(access: Access) {
    super(access, 'credentials', {});
  }

  /** Every credential, by name: what a start reads. */
  async all(): Promise<CredentialRecord[]> {
    return this.db.selectFrom('credentials').selectAll().orderBy('name').execute();
  }

  /** By name. */
  async ofServer(serverId: string): Promise<CredentialRecord[]> {
    const ofServer = this.db.selectFrom('credentials').selectAll().where('serverId', '=', serverId);
    return ofServer.orderBy('name').execute();
  }
}
