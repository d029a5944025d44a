/** How much is measured: more of each makes the figures steadier and the run longer. */
export interface Effort {
  /** Interleaved rounds of calls for each line and number of clients. */
  readonly rounds: number;
  readonly roundMs: number;
  /** Calls of each line before the first round: by then the just-in-time compilers have done their work. */
  readonly warmUpCalls: number;
  /** First calls of a session, and pairs of listings times ten. */
  readonly firstCalls: number;
  /** Starts of the command. */
  readonly starts: number;
  /** Sessions held open to see what one costs. */
  readonly idleSessions: number;
  /** Sessions opened and closed to see what stays behind. */
  readonly passingSessions: number;
}

export const fullEffort: Effort = {
  rounds: 9,
  roundMs: 2000,
  warmUpCalls: 20_000,
  firstCalls: 25,
  starts: 9,
  idleSessions: 500,
  passingSessions: 1000,
};

/** For CI: about a minute. */
export const quickEffort: Effort = {
  rounds: 3,
  roundMs: 700,
  warmUpCalls: 8_000,
  firstCalls: 7,
  starts: 3,
  idleSessions: 200,
  passingSessions: 100,
};
