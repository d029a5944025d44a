import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { atomically } from './atomically.ts';
import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import type { Sealed } from './sealed.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** A workspace with commands and files. Destroying it removes its record. */
export interface SandboxRecord extends Entity {
  readonly principal: string;
  readonly status: string;
  readonly image: string;
  /** What really runs in it. */
  readonly runtime: string | null;
  readonly containerId: string | null;
  /** Which gateway's data folder has its files. */
  readonly keeper: string;
  /** Unique for a principal. */
  readonly sessionKey: string | null;
  readonly memoryMb: number;
  readonly cpuCores: number;
  readonly diskMb: number;
  readonly idleTimeoutSeconds: number;
  readonly networkEnabled: boolean;
  readonly sealedEnv: Sealed | null;
  readonly execCount: number;
  /** Epoch milliseconds. */
  readonly lastActivityAt: number;
  readonly stoppedAt: number | null;
}

/** One thing that was done with a sandbox. */
export interface SandboxActivityRecord {
  readonly id: string;
  readonly sandboxId: string;
  /** `exec`, `upload`, `stop`… */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds. */
  readonly at: number;
}

const defaults = {
  memoryMb: 512,
  cpuCores: 1,
  diskMb: 1024,
  idleTimeoutSeconds: 1800,
  networkEnabled: false,
  execCount: 0,
} satisfies Partial<SandboxRecord>;

/** Activities of one sandbox. */
const kept = 1_000;

type Defaulted = keyof typeof defaults;
export type NewSandbox = New<SandboxRecord, Defaulted>;

export class Sandboxes extends Entities<'sandboxes', Defaulted> {
  constructor(access: Access) {
    super(access, 'sandboxes', defaults);
  }

  async findBySessionKey(principal: string, sessionKey: string): Promise<SandboxRecord | undefined> {
    const own = this.db.selectFrom('sandboxes').selectAll().where('principal', '=', principal);
    return own.where('sessionKey', '=', sessionKey).executeTakeFirst();
  }

  /** Newest first. */
  async list(
    { principal }: { readonly principal?: string | undefined },
    window: Window,
  ): Promise<Page<SandboxRecord>> {
    const query = this.db.selectFrom('sandboxes').selectAll().orderBy('id', 'desc');
    return readWindow(principal === undefined ? query : query.where('principal', '=', principal), window);
  }

  /** Every sandbox of a keeper, or of all: what a start reads. */
  async all({ keeper }: { readonly keeper?: string | undefined } = {}): Promise<SandboxRecord[]> {
    const query = this.db.selectFrom('sandboxes').selectAll().orderBy('id');
    return (keeper === undefined ? query : query.where('keeper', '=', keeper)).execute();
  }

  /** Notes what was done; the newest thousand of a sandbox are kept. A sandbox that is gone is no error. */
  async addActivity(sandboxId: string, kind: string, data: SandboxActivityRecord['data']): Promise<void> {
    await atomically(this, async ({ db, now }) => {
      const at = now();
      const executed = kind === 'exec' ? 1 : 0;
      const sandbox = db.updateTable('sandboxes').where('id', '=', sandboxId);
      const { numUpdatedRows } = await sandbox
        .set({ lastActivityAt: at, execCount: sql`exec_count + ${executed}` })
        .executeTakeFirst();
      if (numUpdatedRows === 0n) return;
      await db.insertInto('sandboxActivity').values({ id: uuidv7(), sandboxId, kind, data, at }).execute();
      const ofSandbox = db.selectFrom('sandboxActivity').select('id').where('sandboxId', '=', sandboxId);
      const oldest = await ofSandbox.orderBy('id', 'desc').offset(kept).limit(1).executeTakeFirst();
      if (!oldest) return;
      const old = db.deleteFrom('sandboxActivity').where('sandboxId', '=', sandboxId);
      await old.where('id', '<=', oldest.id).execute();
    });
  }

  /** Newest first. */
  async activity(sandboxId: string, window: Window): Promise<Page<SandboxActivityRecord>> {
    const ofSandbox = this.db.selectFrom('sandboxActivity').selectAll().where('sandboxId', '=', sandboxId);
    return readWindow(ofSandbox.orderBy('id', 'desc'), window);
  }
}
