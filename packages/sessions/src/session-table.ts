import type { Background } from './background.ts';
import { SessionLimitError, SessionNotFoundError } from './errors.ts';
import { ExpiryTimer } from './expiry-timer.ts';
import type { ServicePool } from './service-pool.ts';
import { Session, type SessionContext, type SessionTraits } from './session.ts';
import type { SessionLimits } from './session-limits.ts';
import type { CloseReason, SessionManagerOptions } from './session-manager-options.ts';
import type { SessionView } from './session-view.ts';

interface SessionTableOptions {
  readonly context: SessionContext;
  readonly background: Background;
  readonly limits: Required<SessionLimits>;
  readonly onClosed: SessionManagerOptions['onClosed'];
}

/** The sessions there are: how many may be, and how each comes to its end. */
export class SessionTable {
  readonly #sessions = new Map<string, Session>();
  readonly #context: SessionContext;
  readonly #background: Background;
  readonly #onClosed: SessionManagerOptions['onClosed'];
  readonly #expiry: ExpiryTimer;
  #limits: Required<SessionLimits>;

  constructor({ context, background, limits, onClosed }: SessionTableOptions) {
    this.#context = context;
    this.#background = background;
    this.#limits = limits;
    this.#onClosed = onClosed;
    this.#expiry = new ExpiryTimer(context.clock, limits.cleanupIntervalMs, () => {
      this.sweep(context.clock.now());
      return this.#nextExpiryMs();
    });
  }

  get limits(): Required<SessionLimits> {
    return this.#limits;
  }

  set limits(limits: Required<SessionLimits>) {
    this.#limits = limits;
    this.#expiry.interval(limits.cleanupIntervalMs);
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Begins to end idle sessions by a timer. */
  start(): void {
    this.#expiry.start();
  }

  stop(): void {
    this.#expiry.stop();
  }

  values(): Iterable<Session> {
    return this.#sessions.values();
  }

  /** A session whose time is over is never served, however long ago the last sweep was. */
  get(id: string, now: number): Session | undefined {
    const session = this.#sessions.get(id);
    if (!session?.expired(now)) return session;
    this.#expire(session);
    return undefined;
  }

  /** @throws SessionLimitError when there is no room for one more, or for one more of the service */
  create(id: string, traits: SessionTraits, first: ServicePool, now: number): Session {
    this.#makeRoom(first, now, this.#limits.maxTotalSessions);
    const session = new Session(id, traits, this.#context);
    this.#sessions.set(id, session);
    this.#expiry.within(traits.timeoutMs);
    return session;
  }

  /** @throws SessionLimitError when there is no room for one more session of the service */
  admit(pool: ServicePool, now: number): void {
    this.#makeRoom(pool, now, Number.POSITIVE_INFINITY);
  }

  /** Takes out a session that never came to be used. */
  forget(session: Session): void {
    if (this.#sessions.get(session.id) === session) this.#sessions.delete(session.id);
  }

  /** Ends those whose time is over. */
  sweep(now: number): void {
    for (const session of this.#sessions.values()) if (session.expired(now)) this.#expire(session);
  }

  /** Takes a session out at once; resolves when its processes are gone. */
  end(session: Session, reason: CloseReason, error: Error): Promise<void> {
    const view = session.view();
    this.#sessions.delete(session.id);
    const ending = session.close(error);
    this.#background.add(ending, 'session did not end cleanly', { session: session.id });
    this.#context.logger?.info({ session: session.id, reason }, 'session closed');
    this.#tell(view, reason);
    return ending;
  }

  #expire(session: Session): void {
    this.end(session, 'expired', new SessionNotFoundError(session.id)).catch(() => {
      // `end` has it logged.
    });
  }

  #makeRoom(pool: ServicePool, now: number, maxSessions: number): void {
    const { maxSessionsPerService } = this.#limits;
    const full = () => {
      if (this.#sessions.size >= maxSessions) return 'total';
      return pool.sessions >= maxSessionsPerService ? 'service' : undefined;
    };
    if (!full()) return;
    this.sweep(now);
    const scope = full();
    if (!scope) return;
    throw new SessionLimitError({
      scope,
      limit: scope === 'total' ? maxSessions : maxSessionsPerService,
      service: pool.name,
      retryAfterMs: this.#nextIdleMs(now, scope === 'service' ? pool : undefined),
    });
  }

  /** A busy session may end its call and then has all of its time. */
  #nextExpiryMs(): number | undefined {
    const now = this.#context.clock.now();
    return least([...this.#sessions.values()].map(session => session.remainingMs(now)));
  }

  /** When a session of those that fill a limit may be gone, by what is known now. */
  #nextIdleMs(now: number, pool?: ServicePool): number | undefined {
    const idle = [...this.#sessions.values()].filter(
      session => !session.busy && (!pool || session.entry(pool.name)),
    );
    return least(idle.map(session => session.remainingMs(now)));
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
