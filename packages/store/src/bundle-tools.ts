import { sql } from 'kysely';
import { atomically } from './atomically.ts';
import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import { inChunks } from './in-chunks.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** A tool's place in a bundle, with what it is called there. */
export interface BundleToolRecord extends Entity {
  readonly bundleId: string;
  /** Unique in the bundle. */
  readonly toolId: string;
  readonly overrideName: string | null;
  readonly overrideDescription: string | null;
  readonly enabled: boolean;
  /** It was taken out, though its server is in the bundle as a whole. */
  readonly excluded: boolean;
  readonly displayOrder: number;
}

const defaults = { enabled: true, excluded: false, displayOrder: 0 } satisfies Partial<BundleToolRecord>;
type Defaulted = keyof typeof defaults;
export type NewBundleTool = New<BundleToolRecord, Defaulted>;

/** Tools of a bundle, in their display order. */
export class BundleTools extends Entities<'bundleTools', Defaulted> {
  constructor(access: Access) {
    super(access, 'bundleTools', defaults);
  }

  /** Adds tools; those that are in it stay as they are. Gives the added ones. */
  async add(
    bundleId: string,
    tools: readonly Omit<NewBundleTool, 'bundleId'>[],
  ): Promise<BundleToolRecord[]> {
    return atomically(this, async access => {
      // Locks the bundle: two that add at once follow each other.
      const bundle = access.db.updateTable('bundles').where('id', '=', bundleId);
      await bundle.set({ updatedAt: access.now() }).execute();
      const inBundle = access.db.selectFrom('bundleTools').where('bundleId', '=', bundleId);
      const present = new Set((await inBundle.select('toolId').execute()).map(({ toolId }) => toolId));
      const added: BundleToolRecord[] = [];
      const missing = [...new Map(tools.map(tool => [tool.toolId, tool])).values()]
        .filter(({ toolId }) => !present.has(toolId))
        .map((tool, n) => ({ displayOrder: present.size + n, ...tool, bundleId }));
      for (const chunk of inChunks(missing)) added.push(...(await new BundleTools(access).insertAll(chunk)));
      return added;
    });
  }

  async list(bundleId: string, window: Window): Promise<Page<BundleToolRecord>> {
    const ofBundle = this.db.selectFrom('bundleTools').selectAll().where('bundleId', '=', bundleId);
    return readWindow(ofBundle.orderBy('displayOrder').orderBy('id'), window);
  }

  async ofBundle(bundleId: string): Promise<BundleToolRecord[]> {
    const ofBundle = this.db.selectFrom('bundleTools').selectAll().where('bundleId', '=', bundleId);
    return ofBundle.orderBy('displayOrder').orderBy('id').execute();
  }

  /** Those of every bundle: what a start reads. */
  async all(): Promise<BundleToolRecord[]> {
    return this.db.selectFrom('bundleTools').selectAll().execute();
  }

  /** How many tools bundles have; those that have none are left out. */
  async countByBundle(bundleIds: readonly string[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const ids of inChunks(bundleIds)) {
      const query = this.db.selectFrom('bundleTools').where('bundleId', 'in', ids).groupBy('bundleId');
      const rows = await query.select(['bundleId', sql<number>`count(*)`.as('count')]).execute();
      for (const { bundleId, count } of rows) counts.set(bundleId, count);
    }
    return counts;
  }

  /** Whether the bundle had the tool. */
  async remove(bundleId: string, toolId: string): Promise<boolean> {
    const place = this.db
      .deleteFrom('bundleTools')
      .where('bundleId', '=', bundleId)
      .where('toolId', '=', toolId);
    return (await place.executeTakeFirstOrThrow()).numDeletedRows > 0n;
  }

  /** Takes all tools of a server out; says how many. */
  async removeServer(bundleId: string, serverId: string): Promise<number> {
    const { numDeletedRows } = await this.db
      .deleteFrom('bundleTools')
      .where('bundleId', '=', bundleId)
      .where('toolId', 'in', eb => eb.selectFrom('tools').select('id').where('serverId', '=', serverId))
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  }
}
