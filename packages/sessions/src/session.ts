import type { Logger } from '@gw/mcp-client';
import { allEnded } from './all-ended.ts';
import type { CallsInFlight } from './calls-in-flight.ts';
import type { Clock } from './clock.ts';
import type { ServicePool } from './service-pool.ts';
import { SessionEntry } from './session-entry.ts';
import type { SessionView } from './session-view.ts';

/** What every session of a manager works with. */
export interface SessionContext {
  readonly clock: Clock;
  readonly calls: CallsInFlight;
  readonly logger: Logger | undefined;
}

export interface SessionTraits {
  readonly timeoutMs: number;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One caller's state: how long it may idle, and an entry for each service that it has used. */
export class Session {
  readonly id: string;
  readonly timeoutMs: number;
  readonly #metadata: Readonly<Record<string, unknown>>;
  readonly #context: SessionContext;
  readonly #createdAt: number;
  /** In the order of first use. */
  readonly #entries = new Map<string, SessionEntry>();
  #lastAccessed: number;
  #inFlight = 0;
  #holds = 0;
  #ending: AbortController | undefined;
  #closed: Error | undefined;
  #whenIdle: (() => void)[] | undefined;

  constructor(id: string, { timeoutMs, metadata }: SessionTraits, context: SessionContext) {
    this.id = id;
    this.timeoutMs = timeoutMs;
    this.#metadata = metadata;
    this.#context = context;
    this.#createdAt = context.clock.epoch();
    this.#lastAccessed = context.clock.now();
  }

  get clock(): Clock {
    return this.#context.clock;
  }

  /** Aborted when the session is closed; made when somebody asks, as few calls do. */
  get signal(): AbortSignal {
    this.#ending ??= new AbortController();
    if (this.#closed) this.#ending.abort(this.#closed);
    return this.#ending.signal;
  }

  get entries(): ReadonlyMap<string, SessionEntry> {
    return this.#entries;
  }

  entry(service: string): SessionEntry | undefined {
    return this.#entries.get(service);
  }

  open(pool: ServicePool): SessionEntry {
    const entry = new SessionEntry(this, pool);
    this.#entries.set(pool.name, entry);
    pool.joined();
    return entry;
  }

  /** Takes out what never came to be used. */
  forget(entry: SessionEntry): void {
    if (this.#entries.get(entry.pool.name) !== entry) return;
    this.#entries.delete(entry.pool.name);
    entry.pool.left();
  }

  /** A call in flight keeps the session, however long it takes, and so does a hold. */
  remainingMs(now: number): number {
    return this.busy ? this.timeoutMs : Math.max(0, this.#lastAccessed + this.timeoutMs - now);
  }

  get busy(): boolean {
    return this.#inFlight + this.#holds > 0;
  }

  expired(now: number): boolean {
    return this.remainingMs(now) === 0;
  }

  began(now: number): void {
    this.#lastAccessed = now;
    this.#inFlight += 1;
    this.#context.calls.began();
  }

  ended(): void {
    this.#lastAccessed = this.#context.clock.now();
    this.#inFlight -= 1;
    this.#context.calls.ended();
    if (this.#inFlight === 0) this.#tellIdle();
  }

  /** Resolves when no call is under way, or the session is closed. */
  idle(): Promise<void> {
    if (this.#inFlight === 0 || this.#closed) return Promise.resolve();
    return new Promise(resolve => {
      this.#whenIdle ??= [];
      this.#whenIdle.push(resolve);
    });
  }

  #tellIdle(): void {
    const waiting = this.#whenIdle;
    this.#whenIdle = undefined;
    for (const resolve of waiting ?? []) resolve();
  }

  /** Somebody listens: the session doesn't expire, and has no call in flight for that. */
  held(): void {
    this.#holds += 1;
  }

  unheld(): void {
    this.#lastAccessed = this.#context.clock.now();
    this.#holds -= 1;
  }

  upstreamDied(service: string, pid: number | undefined, reason: string): void {
    this.#context.logger?.warn({ session: this.id, service, pid, reason }, 'upstream died');
  }

  /**
   * Ends everything of the session's own at once. Resolves when it is gone.
   *
   * @throws AggregateError with every process that could not be ended
   */
  async close(reason: Error): Promise<void> {
    this.#closed = reason;
    this.#ending?.abort(reason);
    this.#tellIdle();
    const ending: Promise<void>[] = [];
    for (const entry of this.#entries.values()) {
      ending.push(...entry.close(reason));
      entry.pool.left();
    }
    this.#entries.clear();
    await allEnded(ending, `Session ${this.id}`);
  }

  view(): SessionView {
    const { clock } = this.#context;
    const now = clock.now();
    const services = Object.fromEntries([...this.#entries].map(([name, entry]) => [name, entry.view()]));
    return {
      id: this.id,
      serviceName: this.#entries.keys().next().value ?? '',
      createdAt: this.#createdAt,
      lastAccessedAt: clock.epoch() - (now - this.#lastAccessed),
      timeoutMs: this.timeoutMs,
      metadata: this.#metadata,
      timeRemainingMs: this.remainingMs(now),
      services,
    };
  }
}
