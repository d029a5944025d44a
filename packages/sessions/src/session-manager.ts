import { type Logger, type McpClient, type ProcessUsage, UpstreamError } from '@gw/mcp-client';
import { allEnded } from './all-ended.ts';
import { Background } from './background.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { type Clock, systemClock } from './clock.ts';
import { SessionLimitError, SessionNotFoundError, SessionsClosedError } from './errors.ts';
import { ExpiryTimer } from './expiry-timer.ts';
import type { UpstreamLease } from './lease.ts';
import type { ServicePool } from './service-pool.ts';
import { ServicePools } from './service-pools.ts';
import { Session, type SessionContext } from './session.ts';
import type { SessionEntry } from './session-entry.ts';
import { positive, type SessionLimits, sessionLimits } from './session-limits.ts';
import type { SessionStats } from './session-stats.ts';
import type { SessionView } from './session-view.ts';
import type { ServicePolicy, UpstreamSource } from './upstream-provider.ts';

/** Why a session ended: by `close`, by its idle time, or with the manager. */
export type CloseReason = 'closed' | 'expired' | 'shutdown';

export interface SessionManagerOptions extends SessionLimits {
  readonly source: UpstreamSource;
  /** The services there are; a call for any other is refused. */
  readonly services: ReadonlyMap<string, ServicePolicy>;
  /** Told once for each session that ends, with its last state. */
  readonly onClosed?: (session: SessionView, reason: CloseReason) => void;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

export interface AcquireRequest {
  readonly sessionId: string;
  readonly service: string;
  /** Idle time of a session that is new with this call, in milliseconds; later calls don't change it. */
  readonly idleTimeoutMs?: number;
  /** Kept by a session that is new with this call. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Stops waiting. The start goes on while others wait for it, and is given up otherwise. */
  readonly signal?: AbortSignal;
}

/** What a reload changes; what is left out stays as it is. */
export interface SessionConfiguration extends SessionLimits {
  readonly services?: ReadonlyMap<string, ServicePolicy>;
  /** Services whose definition is another now. Those that `services` no longer has need not be named. */
  readonly retired?: Iterable<string>;
}

/**
 * Keeps callers' sessions, and in each an upstream for every service that it has used.
 *
 * It does nothing by itself before `start`; `shutdown` ends every process that it holds.
 */
export class SessionManager implements AsyncDisposable {
  readonly #sessions = new Map<string, Session>();
  readonly #pools: ServicePools;
  readonly #background: Background;
  readonly #calls = new CallsInFlight();
  readonly #context: SessionContext;
  readonly #expiry: ExpiryTimer;
  readonly #onClosed: SessionManagerOptions['onClosed'];
  #limits: Required<SessionLimits>;
  #closed = false;
  #shutdown: Promise<void> | undefined;

  /** @throws RangeError on a limit that is no positive number */
  constructor(options: SessionManagerOptions) {
    const { source, services, onClosed, clock = systemClock, logger } = options;
    this.#limits = sessionLimits(options);
    this.#background = new Background(logger);
    this.#pools = new ServicePools({ source, clock, logger, background: this.#background }, services);
    this.#context = { clock, calls: this.#calls, logger };
    this.#expiry = new ExpiryTimer(clock, this.#limits.cleanupIntervalMs, () => {
      this.#sweep(clock.now());
      return this.#nextExpiryMs();
    });
    this.#onClosed = onClosed;
  }

  /** Begins to close idle sessions and to start what services want `warm`. */
  start(): void {
    if (this.#closed) return;
    this.#expiry.start();
    this.#pools.warmUp();
  }

  /**
   * Gets the session's upstream for one call; makes the session when it is new.
   *
   * At once where the upstream is there or a spare is; otherwise when it has started. Two first calls at once
   * make one process. A start that fails leaves no new session behind.
   *
   * @throws SessionsClosedError `GW_SESSIONS_CLOSED`
   * @throws SessionLimitError `GW_SESSION_LIMIT`
   * @throws SessionNotFoundError `GW_SESSION_NOT_FOUND`: the session was closed while this call waited
   * @throws UpstreamError `GW_UNKNOWN_SERVICE`, or as the start failed
   * @throws RangeError on an idle time that is no positive number
   * @throws the signal's reason, when that aborts
   */
  async acquire(request: AcquireRequest): Promise<UpstreamLease> {
    if (this.#closed) throw new SessionsClosedError();
    request.signal?.throwIfAborted();
    const now = this.#context.clock.now();
    const session = this.#current(request.sessionId, now);
    const entry = session?.entry(request.service);
    const upstream = entry?.serving;
    if (!entry || !upstream) return this.#connect(session, request, now);
    entry.began(now);
    return entry.lease(upstream);
  }

  /**
   * Takes over a process that somebody has started and needs no more: as a spare, or as the one that all share.
   * Where `warm` doesn't ask for it, it goes after a minute without use.
   *
   * @returns false: there is no use for it, it stays the caller's to stop
   */
  offer(client: McpClient): boolean {
    return !this.#closed && client.alive && (this.#pools.get(client.service.name)?.offer(client) ?? false);
  }

  /** What there is under this id; undefined when there is nothing, or its time is over. */
  get(sessionId: string): SessionView | undefined {
    return this.#current(sessionId, this.#context.clock.now())?.view();
  }

  /** All sessions, in the order in which they were made. */
  list(): SessionView[] {
    this.#sweep(this.#context.clock.now());
    return [...this.#sessions.values()].map(session => session.view());
  }

  /** What the session's processes use now, by service. Reads the system: not for the way of a call. */
  async usage(sessionId: string): Promise<Record<string, ProcessUsage>> {
    const entries = [...(this.#current(sessionId, this.#context.clock.now())?.entries ?? [])];
    const usages = await Promise.all(
      entries.map(async ([name, entry]) => {
        // A process that ends meanwhile uses nothing.
        const usage = await entry.serving?.client.usage().catch(() => undefined);
        return usage ? [[name, usage] as const] : [];
      }),
    );
    return Object.fromEntries(usages.flat());
  }

  /**
   * Ends a session at once; its calls in flight fail. A call that comes meanwhile gets a fresh session.
   *
   * @returns false: there is none. Otherwise resolves when its processes are gone
   * @throws AggregateError with every process that could not be ended
   */
  async close(sessionId: string): Promise<boolean> {
    const session = this.#current(sessionId, this.#context.clock.now());
    if (!session) return false;
    await this.#end(session, 'closed', new SessionNotFoundError(sessionId));
    return true;
  }

  /**
   * Takes up new limits and services. Sessions stay; upstreams of services that are gone or `retired` end when
   * their calls have, and the next call gets one of the new definition, with `restarted`.
   *
   * @throws RangeError on a limit that is no positive number; nothing is changed then
   */
  configure({ services, retired, ...limits }: SessionConfiguration): void {
    this.#limits = sessionLimits(limits, this.#limits);
    this.#expiry.interval(this.#limits.cleanupIntervalMs);
    if (this.#closed) return;
    const renewed = this.#pools.configure(services, retired ?? []);
    if (renewed.size === 0) return;
    for (const session of this.#sessions.values()) {
      for (const [name, entry] of session.entries) if (renewed.has(name)) entry.retire();
    }
  }

  /** How many calls hold an upstream or wait for one. */
  get inFlight(): number {
    return this.#calls.count;
  }

  stats(): SessionStats {
    const owned = new Map<ServicePool, number>();
    for (const session of this.#sessions.values()) {
      for (const { pool, serving } of session.entries.values()) {
        if (serving && !serving.shared) owned.set(pool, (owned.get(pool) ?? 0) + 1);
      }
    }
    return this.#pools.stats(this.#sessions.size, this.#calls.count, owned);
  }

  /**
   * Waits until no call is in flight. Takes calls as before: whoever stops the gateway sees to it that none come.
   *
   * @returns false: time was over first
   */
  drain(timeoutMs: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = this.#context.clock.setTimer(() => resolve(false), timeoutMs);
      void this.#calls.none().then(() => {
        timer.cancel();
        resolve(true);
      });
    });
  }

  /**
   * Refuses calls from here on and ends everything, side by side. Idempotent.
   *
   * @throws AggregateError with everything that could not be ended
   */
  shutdown(): Promise<void> {
    this.#shutdown ??= this.#stop();
    return this.#shutdown;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #stop(): Promise<void> {
    this.#closed = true;
    this.#expiry.stop();
    const reason = new SessionsClosedError();
    const sessions = [...this.#sessions.values()].map(session => this.#end(session, 'shutdown', reason));
    try {
      await allEnded([...sessions, ...this.#pools.stop(reason)], 'Sessions');
    } finally {
      await this.#background.settled();
    }
  }

  /** A session whose time is over is never served, however long ago the last sweep was. */
  #current(sessionId: string, now: number): Session | undefined {
    const session = this.#sessions.get(sessionId);
    if (!session?.expired(now)) return session;
    this.#expire(session);
    return undefined;
  }

  async #connect(session: Session | undefined, request: AcquireRequest, now: number): Promise<UpstreamLease> {
    const entry = this.#entry(session, request, now);
    entry.began(now);
    try {
      return await entry.connect(request.signal);
    } catch (error) {
      entry.ended();
      if (entry.unused) this.#forget(entry);
      throw error;
    }
  }

  /** The slot is taken here, before anything is waited for. */
  #entry(session: Session | undefined, request: AcquireRequest, now: number): SessionEntry {
    const { sessionId, service, idleTimeoutMs = this.#limits.defaultTimeoutMs, metadata = {} } = request;
    const pool = this.#pools.get(service);
    if (!pool) throw new UpstreamError('GW_UNKNOWN_SERVICE', service, `Unknown service: ${service}`);
    const known = session?.entry(service);
    if (known) return known;
    if (session) {
      this.#makeRoom(pool, now, { forSession: false });
      return session.open(pool);
    }
    const timeoutMs = positive('idleTimeoutMs', idleTimeoutMs);
    this.#makeRoom(pool, now, { forSession: true });
    const fresh = new Session(sessionId, { timeoutMs, metadata }, this.#context);
    this.#sessions.set(sessionId, fresh);
    this.#expiry.within(timeoutMs);
    return fresh.open(pool);
  }

  #makeRoom(pool: ServicePool, now: number, { forSession }: { forSession: boolean }): void {
    const { maxTotalSessions, maxSessionsPerService } = this.#limits;
    const full = () => {
      if (forSession && this.#sessions.size >= maxTotalSessions) return 'total';
      return pool.sessions >= maxSessionsPerService ? 'service' : undefined;
    };
    if (!full()) return;
    this.#sweep(now);
    const scope = full();
    if (!scope) return;
    throw new SessionLimitError({
      scope,
      limit: scope === 'total' ? maxTotalSessions : maxSessionsPerService,
      service: pool.name,
      retryAfterMs: this.#nextIdleMs(scope === 'service' ? pool : undefined),
    });
  }

  /** A session whose very first start failed is as if it had never been. */
  #forget(entry: SessionEntry): void {
    const { session } = entry;
    session.forget(entry);
    if (session.entries.size === 0 && this.#sessions.get(session.id) === session) {
      this.#sessions.delete(session.id);
    }
  }

  #sweep(now: number): void {
    for (const session of this.#sessions.values()) if (session.expired(now)) this.#expire(session);
  }

  #expire(session: Session): void {
    void this.#end(session, 'expired', new SessionNotFoundError(session.id)).catch(() => {
      // `#end` has it logged.
    });
  }

  /** A busy session may end its call and then has all of its time. */
  #nextExpiryMs(): number | undefined {
    const now = this.#context.clock.now();
    return least([...this.#sessions.values()].map(session => session.remainingMs(now)));
  }

  /** When a session of those that fill a limit may be gone, by what is known now. */
  #nextIdleMs(pool?: ServicePool): number | undefined {
    const now = this.#context.clock.now();
    const idle = [...this.#sessions.values()].filter(
      session => !session.busy && (!pool || session.entry(pool.name)),
    );
    return least(idle.map(session => session.remainingMs(now)));
  }

  #end(session: Session, reason: CloseReason, error: Error): Promise<void> {
    const view = session.view();
    this.#sessions.delete(session.id);
    const ending = session.close(error);
    this.#background.add(ending, 'session did not end cleanly', { session: session.id });
    this.#context.logger?.info({ session: session.id, reason }, 'session closed');
    this.#tell(view, reason);
    return ending;
  }

  #tell(view: SessionView, reason: CloseReason): void {
    try {
      this.#onClosed?.(view, reason);
    } catch (err) {
      this.#context.logger?.error({ session: view.id, err }, 'a listener threw');
    }
  }
}

function least(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((a, b) => Math.min(a, b)) : undefined;
}
