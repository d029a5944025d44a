import type { McpClient } from '@gw/mcp-client';
import type { Upstream } from './upstream.ts';

/** Who begins starts, and takes in what comes of them. */
export interface StartOwner {
  create(signal: AbortSignal): Promise<McpClient>;
  /** Makes the client an upstream, before any waiter gets it. */
  started(start: UpstreamStart, client: McpClient): Upstream;
  /** The start failed, or was given up. */
  ended(start: UpstreamStart, failure: 'failed' | 'abandoned'): void;
}

interface Waiter {
  readonly party: object;
  grant(upstream: Upstream): void;
  refuse(error: unknown): void;
}

/**
 * One process on its way, for everybody who waits for it.
 *
 * A waiter that leaves doesn't disturb the others; when the last one has gone the start is given up,
 * unless it was made ahead of need.
 */
export class UpstreamStart {
  /** Goes on while nobody waits: a spare, or a shared process kept warm. */
  ahead: boolean;
  /** Resolves when the start has come to its end, and what came too late is gone again. */
  readonly settled: Promise<void>;

  readonly #owner: StartOwner;
  readonly #abort = new AbortController();
  readonly #waiters = new Set<Waiter>();
  #over = false;
  #outdated = false;

  constructor(owner: StartOwner, { ahead }: { ahead: boolean }) {
    this.#owner = owner;
    this.ahead = ahead;
    this.settled = this.#run();
  }

  /** Whether it can still be waited for. */
  get open(): boolean {
    return !this.#over;
  }

  get awaited(): boolean {
    return this.#waiters.size > 0;
  }

  /**
   * Waits for the upstream.
   *
   * @param party who waits, for `leave`
   * @param grant called before anything else can happen to the upstream; its result is the promise's
   */
  join<T>(party: object, signal: AbortSignal | undefined, grant: (upstream: Upstream) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      const onAbort = () => this.#drop([waiter], signal?.reason);
      const waiter: Waiter = {
        party,
        grant(upstream) {
          signal?.removeEventListener('abort', onAbort);
          resolve(grant(upstream));
        },
        refuse(error) {
          signal?.removeEventListener('abort', onAbort);
          reject(error);
        },
      };
      this.#waiters.add(waiter);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Takes all waiters of one party out. */
  leave(party: object, error: unknown): void {
    this.#drop(
      [...this.#waiters].filter(waiter => waiter.party === party),
      error,
    );
  }

  /** Ends the start and refuses everybody. */
  cancel(error: unknown): void {
    this.ahead = false;
    this.#drop([...this.#waiters], error);
  }

  /** The service's definition has changed: serves those who wait already, and then retires. */
  outdate(): void {
    this.#outdated = true;
  }

  #drop(waiters: Waiter[], error: unknown): void {
    for (const waiter of waiters) {
      this.#waiters.delete(waiter);
      waiter.refuse(error);
    }
    if (this.#over || this.ahead || this.awaited) return;
    this.#over = true;
    this.#owner.ended(this, 'abandoned');
    this.#abort.abort(error);
  }

  async #run(): Promise<void> {
    let client: McpClient;
    try {
      client = await this.#owner.create(this.#abort.signal);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#over) return client.stop();
    this.#over = true;
    const upstream = this.#owner.started(this, client);
    for (const waiter of this.#waiters) waiter.grant(upstream);
    this.#waiters.clear();
    if (this.#outdated) upstream.retire();
  }

  #fail(error: unknown): void {
    if (this.#over) return;
    this.#over = true;
    this.#owner.ended(this, 'failed');
    for (const waiter of this.#waiters) waiter.refuse(error);
    this.#waiters.clear();
  }
}
