/** How much there is of everything, for metrics. */
export interface SessionStats {
  /** Sessions that are open. */
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
  /** By service name, those included that a reload has removed. */
  readonly byService: Readonly<Record<string, ServiceStats>>;
}

/** The same for one service. A session that uses several services counts in each. */
export interface ServiceStats {
  /** Sessions that use the service. */
  readonly sessions: number;
  /** Processes that serve sessions, a shared one included. */
  readonly upstreams: number;
  /** Processes started ahead of need. */
  readonly spares: number;
  /** Processes on their way. */
  readonly starting: number;
  /** Fresh processes in place of one that was gone. */
  readonly restarts: number;
}
