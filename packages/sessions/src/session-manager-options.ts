import type { Logger } from '@gw/mcp-client';
import type { Clock } from './clock.ts';
import type { SessionLimits } from './session-limits.ts';
import type { SessionView } from './session-view.ts';
import type { ServicePolicy, UpstreamSource, UpstreamTraits } from './upstream-provider.ts';

/** Why a session ended: by `close`, by its idle time, or with the manager. */
export type CloseReason = 'closed' | 'expired' | 'shutdown';

/** What a manager is made of. */
export interface SessionManagerOptions extends SessionLimits {
  /** Starts the processes. */
  readonly source: UpstreamSource;
  /** The services there are; a call for any other is refused. */
  readonly services: ReadonlyMap<string, ServicePolicy>;
  /** Told once for each session that ends, with its last state. */
  readonly onClosed?: (session: SessionView, reason: CloseReason) => void;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: no log. */
  readonly logger?: Logger;
}

/**
 * One call's wish for an upstream.
 *
 * With `capabilities` that are not empty, a process that is new with this call is started for the session, is told of
 * exactly these, and asks `onRequest`; no spare is taken. A shared process knows of none, whoever calls.
 *
 * With `access`, the upstream is one that was started with exactly this access, for this session: neither a spare nor a
 * shared one. Where the session's has another, it ends with its calls in flight, and a fresh one takes its place.
 */
export interface AcquireRequest extends Partial<UpstreamTraits> {
  /** Any text; who may use which is the caller's to decide. */
  readonly sessionId: string;
  /** One of the configured services. */
  readonly service: string;
  /** Idle time of a session that is new with this call, in milliseconds; later calls don't change it. */
  readonly idleTimeoutMs?: number;
  /** Kept, as it is, by a session that is new with this call. Its size is the caller's to bound. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Stops waiting. The start goes on while others wait for it, and is given up otherwise. */
  readonly signal?: AbortSignal;
}

/** What a reload changes; what is left out stays as it is. */
export interface SessionConfiguration extends SessionLimits {
  /** The services there are from now on. */
  readonly services?: ReadonlyMap<string, ServicePolicy>;
  /** Services whose definition is another now. Those that `services` no longer has need not be named. */
  readonly retired?: Iterable<string>;
}
