import type { Access } from './entities.ts';

/** What a server was last seen to offer, so that a restart can say it before the server runs. */
export interface SurfaceRecord {
  readonly serverId: string;
  /** Of the server's definition: what was learned of another one is out of date. */
  readonly definitionHash: string;
  /** Its identity and its lists, as it gave them. */
  readonly surface: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly learnedAt: number;
}

export class Surfaces {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** In place of what was known before. */
  async put(serverId: string, definitionHash: string, surface: SurfaceRecord['surface']): Promise<void> {
    const learned = { definitionHash, surface, learnedAt: this.#access.now() };
    await this.#access.db
      .insertInto('surfaces')
      .values({ serverId, ...learned })
      .onConflict(conflict => conflict.column('serverId').doUpdateSet(learned))
      .execute();
  }

  async get(serverId: string): Promise<SurfaceRecord | undefined> {
    const { db } = this.#access;
    return db.selectFrom('surfaces').selectAll().where('serverId', '=', serverId).executeTakeFirst();
  }

  /** Of all servers: what a start reads. */
  async all(): Promise<SurfaceRecord[]> {
    return this.#access.db.selectFrom('surfaces').selectAll().orderBy('serverId').execute();
  }
}
