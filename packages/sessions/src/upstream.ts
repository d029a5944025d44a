import type { McpClient, ProcessExit } from '@gw/mcp-client';
import type { Background } from './background.ts';

/**
 * A started client, with a count of the calls that hold it.
 *
 * Retiring lets those calls end and then stops the process; stopping cuts them.
 */
export class Upstream {
  readonly client: McpClient;
  /** One process serves all sessions: a session that closes leaves it running. */
  readonly shared: boolean;
  /** Upstreams of one lineage follow each other by plan: going from one to the next is no restart. */
  readonly lineage: symbol;
  /** CPU time at the last look, in milliseconds; the measure of how fast it grows. */
  cpuMs = 0;
  /** Told once, when the process ends by itself. Whoever holds the upstream sets it. */
  onExit: ((exit: ProcessExit) => void) | undefined;

  readonly #background: Background;
  #leases = 0;
  #retired = false;
  #stopping: Promise<void> | undefined;
  #gone = false;

  constructor(client: McpClient, options: { background: Background; shared: boolean; lineage?: symbol }) {
    this.client = client;
    this.shared = options.shared;
    this.lineage = options.lineage ?? Symbol();
    this.#background = options.background;
    client.once('exit', exit => this.#exited(exit));
  }

  /** Whether new calls may go to it. */
  get serving(): boolean {
    return !this.#retired && this.client.alive;
  }

  /** Whether its process has been stopped, and stopping has come to its end. */
  get gone(): boolean {
    return this.#gone;
  }

  lease(): void {
    this.#leases += 1;
  }

  unlease(): void {
    this.#leases -= 1;
    if (this.#retired && this.#leases === 0) this.#stopInBackground();
  }

  /** Takes no new calls, and stops when those that hold it have ended. */
  retire(): void {
    this.#retired = true;
    if (this.#leases === 0) this.#stopInBackground();
  }

  /** Ends the process at once, with the calls in flight. Resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#retired = true;
    this.#stopping ??= this.client.stop().finally(() => {
      this.#gone = true;
    });
    return this.#stopping;
  }

  #exited(exit: ProcessExit): void {
    if (this.#stopping) return;
    const { onExit } = this;
    this.#retired = true;
    // What a dead process has started may live on, and its pipes are still ours.
    this.#stopInBackground();
    onExit?.(exit);
  }

  #stopInBackground(): void {
    const { service, pid } = this.client;
    this.#background.add(this.stop(), 'upstream did not stop cleanly', { service: service.name, pid });
  }
}
