import type { Access } from './entities.ts';
import type { Sealed } from './sealed.ts';

/** A flow of OAuth that was begun and waits for its callback. */
export interface OAuthStateRecord {
  /** Of the `state` parameter: the store can't be used to finish somebody's flow. */
  readonly stateHash: string;
  readonly principal: string;
  readonly serverId: string;
  readonly oauthAppId: string | null;
  readonly redirectUri: string | null;
  readonly sealedVerifier: Sealed;
  readonly issuer: string | null;
  readonly scopes: readonly string[] | null;
  readonly connectionData: Readonly<Record<string, unknown>> | null;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export class OAuthStates {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async put(state: OAuthStateRecord): Promise<void> {
    await this.#access.db.insertInto('oauthStates').values(state).execute();
  }

  /** Gives a state once: it is gone then, whoever asks. Undefined when it was taken, has expired, or never was. */
  async take(stateHash: string): Promise<OAuthStateRecord | undefined> {
    const taken = await this.#access.db
      .deleteFrom('oauthStates')
      .where('stateHash', '=', stateHash)
      .returningAll()
      .executeTakeFirst();
    return taken && taken.expiresAt > this.#access.now() ? taken : undefined;
  }

  /** Forgets those that nobody came back for; says how many. */
  async sweep(): Promise<number> {
    const expired = this.#access.db.deleteFrom('oauthStates').where('expiresAt', '<=', this.#access.now());
    return Number((await expired.executeTakeFirstOrThrow()).numDeletedRows);
  }
}
