export type { Clock, Timer } from './clock.ts';
export { systemClock } from './clock.ts';
export type { SessionErrorCode, SessionLimit } from './errors.ts';
export { SessionError, SessionLimitError, SessionNotFoundError, SessionsClosedError } from './errors.ts';
export type { UpstreamLease } from './lease.ts';
export type { SessionHold } from './session-hold.ts';
export type { SessionLimits } from './session-limits.ts';
export { SessionManager } from './session-manager.ts';
export type {
  AcquireRequest,
  CloseReason,
  SessionConfiguration,
  SessionManagerOptions,
} from './session-manager-options.ts';
export type { ServiceStats, SessionStats } from './session-stats.ts';
export type { SessionServiceView, SessionView } from './session-view.ts';
export type { ServicePolicy, UpstreamSource, UpstreamTraits } from './upstream-provider.ts';
