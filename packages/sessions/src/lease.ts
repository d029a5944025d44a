import type { McpClient } from '@gw/mcp-client';
import type { SessionEntry } from './session-entry.ts';
import type { Upstream } from './upstream.ts';

/** The right to use a session's upstream for one call. Release it when the call has ended, however it ended. */
export interface UpstreamLease {
  /** For this call; it stays the session's: do not stop it. */
  readonly client: McpClient;
  /** The session that the lease belongs to. */
  readonly sessionId: string;
  /** The process that this session used before is gone, and its state with it. */
  readonly restarted: boolean;
  /**
   * Aborted when the session is closed under the call. A process of the session's own ends then anyway; hand
   * this to `callTool` to cancel a call on a shared one.
   */
  readonly signal: AbortSignal;
  /** Idempotent. */
  release(): void;
}

/** What acquiring costs when the upstream is there: this object, and counting. */
export class Lease implements UpstreamLease {
  readonly restarted: boolean;
  readonly #entry: SessionEntry;
  readonly #upstream: Upstream;
  #released = false;

  constructor(entry: SessionEntry, upstream: Upstream, restarted: boolean) {
    this.#entry = entry;
    this.#upstream = upstream;
    this.restarted = restarted;
    upstream.lease();
  }

  get client(): McpClient {
    return this.#upstream.client;
  }

  get sessionId(): string {
    return this.#entry.session.id;
  }

  get signal(): AbortSignal {
    return this.#entry.session.signal;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#upstream.unlease();
    this.#entry.ended();
  }
}
