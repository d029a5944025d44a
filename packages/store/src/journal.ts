import type { AuditEntry } from './audit-chain.ts';
import { Batch, type BatchOptions } from './batch.ts';
import type { Tables } from './tables.ts';

/** One thing that a call leaves behind. */
type Trace =
  | { readonly kind: 'audit'; readonly entry: AuditEntry }
  | { readonly kind: 'key'; readonly id: string; readonly at: number; readonly address: string | null }
  | { readonly kind: 'session'; readonly id: string; readonly at: number; readonly expiresAt: number }
  | { readonly kind: 'connection'; readonly id: string; readonly at: number };

/**
 * What is written beside a call, in batches of at most a second, each as one change. Each method takes what it is
 * given at once; the promise, when there is one, is for callers who can wait until there is room.
 */
export class Journal implements AsyncDisposable {
  readonly #batch: Batch<Trace>;

  constructor(
    transaction: (work: (tables: Tables) => Promise<void>) => Promise<void>,
    options: Omit<BatchOptions<Trace>, 'write'>,
  ) {
    this.#batch = new Batch({
      ...options,
      write: traces => transaction(tables => writeTraces(tables, traces)),
    });
  }

  /** What somebody has done. */
  audit(entry: AuditEntry): Promise<void> | undefined {
    return this.#batch.add({ kind: 'audit', entry });
  }

  /** An API key was used, at an epoch ms, from an address. */
  keyUsed(id: string, at: number, address: string | null): Promise<void> | undefined {
    return this.#batch.add({ kind: 'key', id, at, address });
  }

  /** A platform session was used, and by that renewed until `expiresAt`; both in epoch milliseconds. */
  sessionUsed(id: string, at: number, expiresAt: number): Promise<void> | undefined {
    return this.#batch.add({ kind: 'session', id, at, expiresAt });
  }

  /** A connection was used, at an epoch ms. */
  connectionUsed(id: string, at: number): Promise<void> | undefined {
    return this.#batch.add({ kind: 'connection', id, at });
  }

  /** Writes what is there now. */
  flush(): Promise<void> {
    return this.#batch.flush();
  }

  /** Writes what is there, and takes no more. */
  close(): Promise<void> {
    return this.#batch.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

async function writeTraces(tables: Tables, traces: readonly Trace[]): Promise<void> {
  const last = new Map(
    traces.map(trace => [trace.kind === 'audit' ? trace : `${trace.kind} ${trace.id}`, trace]),
  );
  // Always in the same order: two replicas that write the same rows can't lock each other out.
  const uses = [...last.values()]
    .filter(trace => trace.kind !== 'audit')
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  for (const use of uses) {
    if (use.kind === 'key') await tables.apiKeys.used(use.id, use.at, use.address);
    else if (use.kind === 'session') await tables.sessions.used(use.id, use.at, use.expiresAt);
    else await tables.connections.used(use.id, use.at);
  }
  await tables.audit.append(traces.filter(trace => trace.kind === 'audit').map(({ entry }) => entry));
}

const order = ({ kind, id }: Exclude<Trace, { kind: 'audit' }>) => `${kind} ${id}`;
