import { type McpClient, type ProcessUsage, UpstreamError } from '@gw/mcp-client';
import { allEnded } from './all-ended.ts';
import { Background } from './background.ts';
import { CallsInFlight } from './calls-in-flight.ts';
import { type Clock, systemClock } from './clock.ts';
import { SessionNotFoundError, SessionsClosedError } from './errors.ts';
import type { UpstreamLease } from './lease.ts';
import type { ServicePool } from './service-pool.ts';
import { ServicePools } from './service-pools.ts';
import type { Session } from './session.ts';
import type { SessionEntry } from './session-entry.ts';
import { Hold, type SessionHold } from './session-hold.ts';
import { positive, sessionLimits } from './session-limits.ts';
import type {
  AcquireRequest,
  SessionConfiguration,
  SessionManagerOptions,
} from './session-manager-options.ts';
import type { SessionStats } from './session-stats.ts';
import { SessionTable } from './session-table.ts';
import type { SessionView } from './session-view.ts';
import type { UpstreamTraits } from './upstream-provider.ts';

/**
 * Keeps callers' sessions, and in each an upstream for every service that it has used.
 *
 * It does nothing by itself before `start`; `shutdown` ends every process that it holds.
 */
export class SessionManager implements AsyncDisposable {
  readonly #sessions: SessionTable;
  readonly #pools: ServicePools;
  readonly #background: Background;
  readonly #calls = new CallsInFlight();
  readonly #clock: Clock;
  #closed = false;
  #shutdown: Promise<void> | undefined;

  /** @throws RangeError on a limit that is no positive number */
  constructor(options: SessionManagerOptions) {
    const { source, services, onClosed, clock = systemClock, logger } = options;
    const background = new Background(logger);
    this.#clock = clock;
    this.#background = background;
    this.#pools = new ServicePools({ source, clock, logger, background }, services);
    this.#sessions = new SessionTable({
      context: { clock, calls: this.#calls, logger },
      background,
      limits: sessionLimits(options),
      onClosed,
    });
  }

  /** Begins to close idle sessions and to start what services want `warm`. */
  start(): void {
    if (this.#closed) return;
    this.#sessions.start();
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
    const now = this.#clock.now();
    const session = this.#sessions.get(request.sessionId, now);
    const entry = session?.entry(request.service);
    const upstream = entry?.servingWith(request.access);
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

  /**
   * Keeps a session from expiring while somebody listens to its servers, between calls too. It is no call: nothing
   * waits for it, and processes are replaced under it.
   *
   * @returns undefined: there is no such session
   */
  hold(sessionId: string): SessionHold | undefined {
    const session = this.#sessions.get(sessionId, this.#clock.now());
    return session && new Hold(session);
  }

  /** What there is under this id; undefined when there is nothing, or its time is over. */
  get(sessionId: string): SessionView | undefined {
    return this.#sessions.get(sessionId, this.#clock.now())?.view();
  }

  /** All sessions, in the order in which they were made. */
  list(): SessionView[] {
    this.#sessions.sweep(this.#clock.now());
    return [...this.#sessions.values()].map(session => session.view());
  }

  /** What the session's processes use now, by service. Reads the system: not for the way of a call. */
  async usage(sessionId: string): Promise<Record<string, ProcessUsage>> {
    const entries = [...(this.#sessions.get(sessionId, this.#clock.now())?.entries ?? [])];
    const usages = await Promise.all(
      entries.map(async ([name, entry]) => {
        // A process that ends meanwhile uses nothing.
        const usage = await entry.serving?.client.usage().catch(() => undefined);
        return usage ? [[name, usage] as const] : [];
      }),
    );
    return Object.fromEntries(usages.flat());
  }

  /** Waits until a session has no call in flight. Keeps none from coming. */
  async idle(sessionId: string): Promise<void> {
    await this.#sessions.get(sessionId, this.#clock.now())?.idle();
  }

  /**
   * Ends a session at once; its calls in flight fail. A call that comes meanwhile gets a fresh session.
   *
   * @returns false: there is none. Otherwise resolves when its processes are gone
   * @throws AggregateError with every process that could not be ended
   */
  async close(sessionId: string): Promise<boolean> {
    const session = this.#sessions.get(sessionId, this.#clock.now());
    if (!session) return false;
    await this.#sessions.end(session, 'closed', new SessionNotFoundError(sessionId));
    return true;
  }

  /**
   * Takes up new limits and services. Sessions stay; upstreams of services that are gone or `retired` end when
   * their calls have, and the next call gets one of the new definition, with `restarted`.
   *
   * @throws RangeError on a limit that is no positive number; nothing is changed then
   */
  configure({ services, retired, ...limits }: SessionConfiguration): void {
    if (this.#closed) return;
    this.#sessions.limits = sessionLimits(limits, this.#sessions.limits);
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

  /** How much there is of everything now. */
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
      const timer = this.#clock.setTimer(() => resolve(false), timeoutMs);
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

  /** The same as `shutdown`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  async #stop(): Promise<void> {
    this.#closed = true;
    this.#sessions.stop();
    const reason = new SessionsClosedError();
    const sessions = [...this.#sessions.values()].map(session =>
      this.#sessions.end(session, 'shutdown', reason),
    );
    try {
      await allEnded([...sessions, ...this.#pools.stop(reason)], 'Sessions');
    } finally {
      await this.#background.settled();
    }
  }

  async #connect(session: Session | undefined, request: AcquireRequest, now: number): Promise<UpstreamLease> {
    const entry = this.#entry(session, request, now);
    entry.began(now);
    try {
      return await entry.connect(request.signal, traitsOf(request));
    } catch (error) {
      entry.ended();
      if (entry.unused) this.#forget(entry);
      throw error;
    }
  }

  /** The slot is taken here, before anything is waited for. */
  #entry(session: Session | undefined, request: AcquireRequest, now: number): SessionEntry {
    const { sessionId, service, metadata = {} } = request;
    const pool = this.#pools.get(service);
    if (!pool) throw new UpstreamError('GW_UNKNOWN_SERVICE', service, `Unknown service: ${service}`);
    const entry = session?.entry(service);
    if (entry) return entry;
    if (session) {
      this.#sessions.admit(pool, now);
      return session.open(pool);
    }
    const { defaultTimeoutMs } = this.#sessions.limits;
    const timeoutMs = positive('idleTimeoutMs', request.idleTimeoutMs ?? defaultTimeoutMs);
    return this.#sessions.create(sessionId, { timeoutMs, metadata }, pool, now).open(pool);
  }

  /** A session whose very first start failed is as if it had never been. */
  #forget(entry: SessionEntry): void {
    const { session } = entry;
    session.forget(entry);
    if (session.entries.size === 0) this.#sessions.forget(session);
  }
}

function traitsOf({ capabilities = {}, onRequest, access }: AcquireRequest): UpstreamTraits | undefined {
  if (!access && Object.keys(capabilities).length === 0) return undefined;
  return { capabilities, ...(onRequest && { onRequest }), ...(access && { access }) };
}
