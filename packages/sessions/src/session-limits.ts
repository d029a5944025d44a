/** What a manager allows. Each may be changed while running; sessions that are there stay as they are. */
export interface SessionLimits {
  /** Idle time of sessions whose first call doesn't bring its own, in milliseconds. Default 300_000. */
  readonly defaultTimeoutMs?: number;
  /** Sessions that use one service at the same time. Default 100. */
  readonly maxSessionsPerService?: number;
  /** Sessions at the same time. Default 500. */
  readonly maxTotalSessions?: number;
  /** An idle session is closed this much after its time at the latest, in milliseconds. Default 60_000. */
  readonly cleanupIntervalMs?: number;
}

const defaults: Required<SessionLimits> = {
  defaultTimeoutMs: 300_000,
  maxSessionsPerService: 100,
  maxTotalSessions: 500,
  cleanupIntervalMs: 60_000,
};

/**
 * Fills in what `changes` leaves out.
 *
 * @throws RangeError on a value that is no positive number
 */
export function sessionLimits(
  changes: SessionLimits,
  before: Required<SessionLimits> = defaults,
): Required<SessionLimits> {
  const limits = { ...before };
  for (const name of Object.keys(defaults) as (keyof SessionLimits)[]) {
    limits[name] = positive(name, changes[name] ?? before[name]);
  }
  return limits;
}

/** @throws RangeError unless `value` is a number above 0 */
export function positive(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw new RangeError(`${name} must be a positive number, not ${value}`);
}
