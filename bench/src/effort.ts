import type { Rounds } from './rounds.ts';

/** How much is measured: more of each makes the figures steadier and the run longer. */
export interface Effort extends Rounds {
  /** First calls of a session, and pairs of listings times ten. */
  readonly firstCalls: number;
  /** Rounds of calls over MCP; those of the REST API are the effort's own. */
  readonly mcp: Rounds;
  /** Results of 10 MB, and listings of many tools times a hundred. */
  readonly largeResults: number;
  /** Rounds of requests of the platform API. */
  readonly platform: Rounds & {
    readonly servers: number;
    /** Records of each kind that pages are read of. */
    readonly records: number;
    readonly pages: number;
  };
  /** How long open streams are watched. */
  readonly streamsMs: number;
  /** Starts of a process in a sandbox. */
  readonly isolatedStarts: number;
  /** Requests through an allow-list. */
  readonly exchanges: number;
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
  mcp: { rounds: 5, roundMs: 1500, warmUpCalls: 10_000 },
  platform: { rounds: 5, roundMs: 2000, warmUpCalls: 5_000, servers: 1_000, records: 10_000, pages: 1_000 },
  largeResults: 30,
  streamsMs: 20_000,
  isolatedStarts: 50,
  exchanges: 1000,
  firstCalls: 25,
  starts: 9,
  idleSessions: 500,
  passingSessions: 1000,
};

/** For CI: about two minutes. */
export const quickEffort: Effort = {
  rounds: 3,
  roundMs: 700,
  warmUpCalls: 8_000,
  mcp: { rounds: 2, roundMs: 400, warmUpCalls: 2_000 },
  platform: { rounds: 2, roundMs: 500, warmUpCalls: 500, servers: 200, records: 2_000, pages: 100 },
  largeResults: 8,
  streamsMs: 3_000,
  isolatedStarts: 15,
  exchanges: 200,
  firstCalls: 7,
  starts: 3,
  idleSessions: 200,
  passingSessions: 100,
};
