/** One session, as it was when asked for. */
export interface SessionView {
  /** As the caller gave it. */
  readonly id: string;
  /** The first service that the session used. */
  readonly serviceName: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** When a call last began or ended, in epoch milliseconds. */
  readonly lastAccessedAt: number;
  /** Idle time after which the session is closed, in milliseconds. */
  readonly timeoutMs: number;
  /** What the first call brought, as it came. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Until it expires if nothing more happens, in milliseconds; all of `timeoutMs` while a call is in flight or somebody listens. */
  readonly timeRemainingMs: number;
  /** By service name, in the order of first use. */
  readonly services: Readonly<Record<string, SessionServiceView>>;
}

/** A service within a session. */
export interface SessionServiceView {
  /** Of the process that runs now; absent when there is none. */
  readonly pid?: number;
  /** Whether the next call finds a process. */
  readonly alive: boolean;
  /** When the latest process started, or began to, in epoch milliseconds. */
  readonly startedAt: number;
  /** How often a fresh process took the place of one that was gone. */
  readonly restarts: number;
  /** Calls that got an upstream. */
  readonly calls: number;
  /** Calls under way, those that wait for a start included. */
  readonly inFlight: number;
  /** The process serves all sessions. */
  readonly shared: boolean;
  /** Why there is no process: how the last one ended. */
  readonly exitReason?: string;
}
