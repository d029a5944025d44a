/** How much there is of everything, for metrics. */
export interface SessionStats {
  readonly sessions: number;
  /** Processes that serve sessions, shared ones included. */
  readonly upstreams: number;
  /** Processes started ahead of need that nobody has taken yet. */
  readonly spares: number;
  /** Processes on their way. */
  readonly starting: number;
  /** Calls that hold an upstream or wait for one. */
  readonly inFlight: number;
  /** Fresh processes that took the place of one that was gone, since the manager was made. */
  readonly restarts: number;
  readonly byService: Readonly<Record<string, ServiceStats>>;
}

/** The same for one service. A session that uses several services counts in each. */
export interface ServiceStats {
  readonly sessions: number;
  readonly upstreams: number;
  readonly spares: number;
  readonly starting: number;
  readonly restarts: number;
}
