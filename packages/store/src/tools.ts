import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { atomically } from './atomically.ts';
import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import { StoreConflictError } from './errors.ts';
import { inChunks } from './in-chunks.ts';

/** What callers see in place of what the server says. */
export interface ToolOverrides {
  readonly name?: string;
  readonly description?: string;
  readonly enabled?: boolean;
  /** Values that are set for callers; hidden from them. */
  readonly argument_defaults?: Readonly<Record<string, unknown>>;
}

/** A tool of a server. Its id stays the same over restarts and syncs, also when it is away for a while. */
export interface ToolRecord extends Entity {
  readonly serverId: string;
  /** As the server names it; unique in the server. */
  readonly name: string;
  /** Its place in the server's list. */
  readonly position: number;
  /** As the server gave it, unknown fields included. */
  readonly definition: Readonly<Record<string, unknown>>;
  /** Of the definition: tells a changed one. */
  readonly definitionHash: string;
  /** The definition that was approved, where the server has changed it since; null: it is this one. */
  readonly approvedDefinition: Readonly<Record<string, unknown>> | null;
  readonly overrides: ToolOverrides | null;
  /** In place of the input schema of the definition. */
  readonly correctedSchema: Readonly<Record<string, unknown>> | null;
  /** Whether it is offered where the server's `exposureMode` is `selected`. */
  readonly selected: boolean;
  /** Since when the server doesn't have it any more, in epoch milliseconds; null while it does. */
  readonly removedAt: number | null;
}

/** A tool as a server lists it. */
export interface ToolDefinition {
  readonly name: string;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly definitionHash: string;
}

export interface SyncResult {
  readonly added: number;
  readonly updated: number;
  readonly removed: number;
  /** The tools that the server has now, in its order. */
  readonly tools: readonly ToolRecord[];
}

const defaults = { position: 0, selected: false } satisfies Partial<ToolRecord>;
type Defaulted = keyof typeof defaults;
export type NewTool = New<ToolRecord, Defaulted>;

export class Tools extends Entities<'tools', Defaulted> {
  constructor(access: Access) {
    super(access, 'tools', defaults);
  }

  /** The tools that a server has, in its order. */
  async ofServer(serverId: string): Promise<ToolRecord[]> {
    const ofServer = this.db.selectFrom('tools').selectAll().where('serverId', '=', serverId);
    return ofServer.where('removedAt', 'is', null).orderBy('position').orderBy('id').execute();
  }

  /** The tools of all servers: what a start reads. */
  async all(): Promise<ToolRecord[]> {
    const present = this.db.selectFrom('tools').selectAll().where('removedAt', 'is', null);
    return present.orderBy('serverId').orderBy('position').orderBy('id').execute();
  }

  /** How many tools servers have; those that have none are left out. */
  async countByServer(serverIds: readonly string[]): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    for (const ids of inChunks(serverIds)) {
      const rows = await this.db
        .selectFrom('tools')
        .select(['serverId', sql<number>`count(*)`.as('count')])
        .where('serverId', 'in', ids)
        .where('removedAt', 'is', null)
        .groupBy('serverId')
        .execute();
      for (const { serverId, count } of rows) counts.set(serverId, count);
    }
    return counts;
  }

  /**
   * One more tool of a server; one of that name that was there before keeps its id and overrides.
   *
   * @throws StoreConflictError when the server has a tool of that name
   */
  async declare(serverId: string, tool: ToolDefinition): Promise<ToolRecord> {
    const now = this.now();
    const { definition, definitionHash } = tool;
    const row = await this.db
      .insertInto('tools')
      .values({
        ...defaults,
        ...tool,
        serverId,
        id: uuidv7(),
        position: sql`(select coalesce(max(position) + 1, 0) from tools where server_id = ${serverId})`,
        createdAt: now,
        updatedAt: now,
        revision: 1,
      })
      .onConflict(conflict =>
        conflict
          .columns(['serverId', 'name'])
          .doUpdateSet({ definition, definitionHash, removedAt: null, updatedAt: now })
          .where('tools.removedAt', 'is not', null),
      )
      .returningAll()
      .executeTakeFirst();
    if (!row) throw new StoreConflictError('tools', ['serverId', 'name']);
    return row;
  }

  /** Makes a server's tools those that it lists, as one change. Two at once for one server follow each other. */
  async sync(serverId: string, listed: readonly ToolDefinition[]): Promise<SyncResult> {
    return atomically(this, access => new Tools(access).#sync(serverId, listed));
  }

  /** Which tools are offered where only selected ones are; says how many of them there are. */
  async select(serverId: string, toolIds: readonly string[]): Promise<number> {
    return atomically(this, async ({ db, now }) => {
      const change = { updatedAt: now(), revision: sql<number>`revision + 1` };
      const ofServer = db.updateTable('tools').where('serverId', '=', serverId);
      await ofServer
        .set({ ...change, selected: false })
        .where('selected', '=', true)
        .execute();
      let selected = 0;
      for (const ids of inChunks(toolIds)) {
        const changed = ofServer.set({ ...change, selected: true }).where('id', 'in', ids);
        selected += Number((await changed.executeTakeFirstOrThrow()).numUpdatedRows);
      }
      return selected;
    });
  }

  /** Takes the definitions that tools have now for approved: of these tools, or of all that the server has. */
  async approve(serverId: string, toolIds?: readonly string[]): Promise<void> {
    await atomically(this, async ({ db, now }) => {
      const changed = db
        .updateTable('tools')
        .set({ approvedDefinition: null, updatedAt: now(), revision: sql<number>`revision + 1` })
        .where('serverId', '=', serverId)
        .where('approvedDefinition', 'is not', null);
      if (!toolIds) await changed.where('removedAt', 'is', null).execute();
      for (const ids of inChunks(toolIds ?? [])) await changed.where('id', 'in', ids).execute();
    });
  }

  async #sync(serverId: string, listed: readonly ToolDefinition[]): Promise<SyncResult> {
    const { db, now } = this;
    // The row of the server is locked by its change until the transaction ends.
    await db.updateTable('servers').set({ lastSyncedAt: now() }).where('id', '=', serverId).execute();
    const known = await db.selectFrom('tools').selectAll().where('serverId', '=', serverId).execute();
    const byName = new Map(known.map(tool => [tool.name, tool]));
    const fresh: NewTool[] = [];
    let updated = 0;
    let added = 0;
    for (const [position, tool] of listed.entries()) {
      const before = byName.get(tool.name);
      byName.delete(tool.name);
      if (!before) fresh.push({ ...tool, serverId, position });
      else {
        const back = before.removedAt !== null;
        const changed = before.definitionHash !== tool.definitionHash;
        if (back) added++;
        else if (changed) updated++;
        if (back || changed || before.position !== position) {
          const approved = changed && (before.approvedDefinition ?? before.definition);
          await this.update(before.id, {
            ...{ ...tool, position, removedAt: null },
            ...(approved && { approvedDefinition: approved }),
          });
        }
      }
    }
    for (const chunk of inChunks(fresh)) await this.insertAll(chunk);
    let removed = 0;
    for (const { id, removedAt } of byName.values()) {
      if (removedAt !== null) continue;
      await this.update(id, { removedAt: now() });
      removed++;
    }
    return { added: added + fresh.length, updated, removed, tools: await this.ofServer(serverId) };
  }
}
