import type { Access, Entity } from './entities.ts';
import { Entities } from './entities.ts';
import type { Sealed } from './sealed.ts';
import { containsWords } from './search.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** A named set of tools from several servers. What it holds is in `bundleTools` and its neighbours. */
export interface BundleRecord extends Entity {
  readonly principal: string;
  readonly name: string;
  readonly description: string | null;
  /** Unique. */
  readonly agentId: string | null;
  /** The key can be shown again, so it is kept; encrypted. */
  readonly sealedKey: Sealed;
  /** Unique; by this a request's key is found. */
  readonly keyHash: string;
}

export interface BundleFilter {
  /** Words that all occur in name or description. */
  readonly search?: string | undefined;
  readonly principal?: string | undefined;
}

export class Bundles extends Entities<'bundles'> {
  constructor(access: Access) {
    super(access, 'bundles', {});
  }

  async findByAgent(agentId: string): Promise<BundleRecord | undefined> {
    return this.db.selectFrom('bundles').selectAll().where('agentId', '=', agentId).executeTakeFirst();
  }

  async findByKeyHash(keyHash: string): Promise<BundleRecord | undefined> {
    return this.db.selectFrom('bundles').selectAll().where('keyHash', '=', keyHash).executeTakeFirst();
  }

  /** Newest first. */
  async list({ search, principal }: BundleFilter, window: Window): Promise<Page<BundleRecord>> {
    let query = this.db.selectFrom('bundles').selectAll().orderBy('id', 'desc');
    if (principal !== undefined) query = query.where('principal', '=', principal);
    if (search) query = query.where(containsWords(['name', 'description'], search));
    return readWindow(query, window);
  }

  /** Every bundle: what a start reads. */
  async all(): Promise<BundleRecord[]> {
    return this.db.selectFrom('bundles').selectAll().orderBy('id').execute();
  }
}
