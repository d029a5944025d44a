import type { Access } from './entities.ts';

/** A server that was assigned to a bundle as a whole. */
export interface BundleServerRecord {
  readonly bundleId: string;
  readonly serverId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export class BundleServers {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** False when it was assigned before. */
  async assign(bundleId: string, serverId: string): Promise<boolean> {
    const { db, now } = this.#access;
    const { numInsertedOrUpdatedRows = 0n } = await db
      .insertInto('bundleServers')
      .values({ bundleId, serverId, createdAt: now() })
      .onConflict(conflict => conflict.columns(['bundleId', 'serverId']).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows > 0n;
  }

  /** Whether it was assigned. */
  async remove(bundleId: string, serverId: string): Promise<boolean> {
    const { db } = this.#access;
    const assigned = db
      .deleteFrom('bundleServers')
      .where('bundleId', '=', bundleId)
      .where('serverId', '=', serverId);
    return (await assigned.executeTakeFirstOrThrow()).numDeletedRows > 0n;
  }

  /** Those of every bundle, in the order in which they were assigned: what a start reads. */
  async all(): Promise<BundleServerRecord[]> {
    const all = this.#access.db.selectFrom('bundleServers').selectAll();
    return all.orderBy('createdAt').orderBy('serverId').execute();
  }

  async ofBundle(bundleId: string): Promise<BundleServerRecord[]> {
    const ofBundle = this.#access.db.selectFrom('bundleServers').selectAll().where('bundleId', '=', bundleId);
    return ofBundle.orderBy('createdAt').orderBy('serverId').execute();
  }
}
