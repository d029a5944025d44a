/** What `@gw/sessions` can refuse; the codes are part of its interface. */
export type SessionErrorCode = 'GW_SESSION_NOT_FOUND' | 'GW_SESSION_LIMIT' | 'GW_SESSIONS_CLOSED';

/** Base of everything that this package throws of its own; upstream failures pass through as they came. */
export abstract class SessionError extends Error {
  /** What kind of refusal it is. */
  abstract readonly code: SessionErrorCode;
  /** Whether the same request may succeed later. */
  abstract readonly retryable: boolean;
}

/** The session was closed while this call waited for its server to start. */
export class SessionNotFoundError extends SessionError {
  override readonly name = 'SessionNotFoundError';
  readonly code = 'GW_SESSION_NOT_FOUND';
  readonly retryable = false;
  /** The session that was closed. */
  readonly sessionId: string;

  constructor(sessionId: string) {
    super(`Session ${sessionId} was closed before its server had started; call again for a new session`);
    this.sessionId = sessionId;
  }
}

/** A limit that was met. */
export interface SessionLimit {
  /** Which limit was met: the service's own or that of the whole gateway. */
  readonly scope: 'service' | 'total';
  /** How many sessions it allows. */
  readonly limit: number;
  /** The service that was asked for. */
  readonly service: string;
  /** Milliseconds until the next session may expire; absent while all of them have calls in flight. */
  readonly retryAfterMs?: number | undefined;
}

/** No slot is free for one more session. Nothing was started for this call. */
export class SessionLimitError extends SessionError {
  override readonly name = 'SessionLimitError';
  readonly code = 'GW_SESSION_LIMIT';
  readonly retryable = true;
  /** Which limit was met. */
  readonly scope: SessionLimit['scope'];
  /** How many sessions it allows. */
  readonly limit: number;
  /** The service that was asked for. */
  readonly service: string;
  /** Milliseconds until the next session may expire; undefined while all of them have calls in flight. */
  readonly retryAfterMs: number | undefined;

  constructor({ scope, limit, service, retryAfterMs }: SessionLimit) {
    super(
      scope === 'service'
        ? `Maximum sessions (${limit}) reached for service ${service}`
        : `Maximum total sessions (${limit}) reached`,
    );
    this.scope = scope;
    this.limit = limit;
    this.service = service;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The manager is shutting down, or has: it takes no more calls. */
export class SessionsClosedError extends SessionError {
  override readonly name = 'SessionsClosedError';
  readonly code = 'GW_SESSIONS_CLOSED';
  readonly retryable = true;

  constructor() {
    super('The session manager is shutting down and takes no more calls');
  }
}
