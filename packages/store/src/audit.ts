import { sql } from 'kysely';
import { atomically } from './atomically.ts';
import {
  type AuditEntry,
  type AuditRecord,
  type AuditRow,
  chainEntries,
  GENESIS,
  hashOf,
} from './audit-chain.ts';
import type { Access } from './entities.ts';
import { inChunks } from './in-chunks.ts';
import { type Page, readWindow, type Window } from './window.ts';

export interface AuditFilter {
  readonly principal?: string | undefined;
  readonly action?: string | undefined;
  readonly targetId?: string | undefined;
  readonly outcome?: string | undefined;
  /** From this moment on, in epoch milliseconds. */
  readonly since?: number | undefined;
  /** Before this moment, in epoch milliseconds. */
  readonly until?: number | undefined;
}

/** The end of the chain: kept apart, so that a cut-off end is noticed; its lock puts writers in a row. */
export interface AuditHeadRow {
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
}

/** What a look at the whole chain found. */
export type AuditVerdict =
  | { readonly valid: true; readonly records: number }
  /** `seq` is the first record that isn't as it was written, or isn't there. */
  | { readonly valid: false; readonly seq: number; readonly reason: string };

/** What was done: records that each vouch for the one before. */
export class Audit {
  readonly #access: Access;

  constructor(access: Access) {
    this.#access = access;
  }

  /** Writes entries, in their order, as one change. */
  async append(entries: readonly AuditEntry[]): Promise<void> {
    if (entries.length === 0) return;
    await atomically(this.#access, async ({ db }) => {
      const end = db.updateTable('auditHead').where('id', '=', 1);
      const { seq, hash } = await end
        .set({ seq: sql<number>`seq + ${entries.length}` })
        .returning(['seq', 'hash'])
        .executeTakeFirstOrThrow();
      const rows = chainEntries(entries, { seq: seq - entries.length, hash });
      for (const chunk of inChunks(rows)) await db.insertInto('auditRecords').values(chunk).execute();
      await end.set({ hash: rows.at(-1)!.hash }).execute();
    });
  }

  /** Newest first. */
  async list(filter: AuditFilter, window: Window): Promise<Page<AuditRecord>> {
    const { principal, action, targetId, outcome, since, until } = filter;
    let query = this.#access.db.selectFrom('auditRecords').selectAll().orderBy('seq', 'desc');
    if (principal !== undefined) query = query.where('principal', '=', principal);
    if (action !== undefined) query = query.where('action', '=', action);
    if (targetId !== undefined) query = query.where('targetId', '=', targetId);
    if (outcome !== undefined) query = query.where('outcome', '=', outcome);
    if (since !== undefined) query = query.where('at', '>=', since);
    if (until !== undefined) query = query.where('at', '<', until);
    const { items, total } = await readWindow<AuditRow>(query, window);
    const records = items.map(row => ({
      ...row,
      detail: row.detail === null ? null : JSON.parse(row.detail),
    }));
    return { items: records, total };
  }

  /** Reads all that was written when it was called, and says whether each record is as it was written. */
  async verify(): Promise<AuditVerdict> {
    const { db } = this.#access;
    const head = await db.selectFrom('auditHead').selectAll().where('id', '=', 1).executeTakeFirstOrThrow();
    let seq = 0;
    let hash = GENESIS;
    while (seq < head.seq) {
      const behind = db.selectFrom('auditRecords').selectAll().where('seq', '>', seq).orderBy('seq');
      const rows = await behind.limit(1_000).execute();
      if (rows.length === 0) break;
      for (const row of rows) {
        const reason = fault(row, { seq, hash });
        if (reason) return { valid: false, seq: seq + 1, reason };
        ({ seq, hash } = row);
        if (seq === head.seq) break;
      }
    }
    if (seq < head.seq)
      return { valid: false, seq: seq + 1, reason: 'the record is missing, and all after it' };
    if (hash !== head.hash)
      return { valid: false, seq, reason: 'the record is not the one that was written last' };
    return { valid: true, records: seq };
  }
}

function fault(row: AuditRow, before: { readonly seq: number; readonly hash: string }): string | undefined {
  if (row.seq !== before.seq + 1) return 'the record is missing';
  if (row.previousHash !== before.hash) return 'the record does not follow the one before it';
  if (row.hash !== hashOf(row)) return 'the record was changed';
  return undefined;
}
