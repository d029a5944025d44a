import { v7 as uuidv7 } from 'uuid';
import type { Access } from './entities.ts';

/** The connection with which a bundle uses a server. */
export interface BundleConnectionRecord {
  readonly id: string;
  readonly bundleId: string;
  /** Unique in the bundle: another connection to the same server takes its place. */
  readonly serverId: string;
  readonly connectionId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

export class BundleConnections {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  async assign(bundleId: string, serverId: string, connectionId: string): Promise<BundleConnectionRecord> {
    const { db, now } = this.#access;
    return db
      .insertInto('bundleConnections')
      .values({ id: uuidv7(), bundleId, serverId, connectionId, createdAt: now() })
      .onConflict(conflict => conflict.columns(['bundleId', 'serverId']).doUpdateSet({ connectionId }))
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  /** Whether it was assigned. */
  async remove(bundleId: string, connectionId: string): Promise<boolean> {
    const ofBundle = this.#access.db.deleteFrom('bundleConnections').where('bundleId', '=', bundleId);
    return (
      (await ofBundle.where('connectionId', '=', connectionId).executeTakeFirstOrThrow()).numDeletedRows > 0n
    );
  }

  /** Those of every bundle: what a start reads. */
  async all(): Promise<BundleConnectionRecord[]> {
    return this.#access.db.selectFrom('bundleConnections').selectAll().orderBy('id').execute();
  }

  async ofBundle(bundleId: string): Promise<BundleConnectionRecord[]> {
    const ofBundle = this.#access.db
      .selectFrom('bundleConnections')
      .selectAll()
      .where('bundleId', '=', bundleId);
    return ofBundle.orderBy('id').execute();
  }
}
