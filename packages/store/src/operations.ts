import type { Access, Entity, New } from './entities.ts';
import { Entities } from './entities.ts';
import { type Page, readWindow, type Window } from './window.ts';

/** Work that goes on after the answer: an import, say. */
export interface OperationRecord extends Entity {
  readonly principal: string;
  /** `catalog-import`… */
  readonly kind: string;
  readonly status: 'running' | 'done' | 'failed';
  /** What it is about: the id of a server, as a rule. */
  readonly subjectId: string | null;
  readonly progress: Readonly<Record<string, unknown>> | null;
  readonly result: Readonly<Record<string, unknown>> | null;
  /** Why it failed. */
  readonly error: string | null;
  /** Epoch milliseconds. */
  readonly finishedAt: number | null;
}

const defaults = { status: 'running' } satisfies Partial<OperationRecord>;
type Defaulted = keyof typeof defaults;
export type NewOperation = New<OperationRecord, Defaulted>;

export interface OperationFilter {
  readonly status?: OperationRecord['status'] | undefined;
  readonly subjectId?: string | undefined;
}

export class Operations extends Entities<'operations', Defaulted> {
  constructor(access: Access) {
    super(access, 'operations', defaults);
  }

  /** Newest first. */
  async list({ status, subjectId }: OperationFilter, window: Window): Promise<Page<OperationRecord>> {
    let query = this.db.selectFrom('operations').selectAll().orderBy('id', 'desc');
    if (status) query = query.where('status', '=', status);
    if (subjectId !== undefined) query = query.where('subjectId', '=', subjectId);
    return readWindow(query, window);
  }
}
