import type { Session } from './session.ts';

/** Keeps a session while somebody listens. Release it when nobody does any more. */
export interface SessionHold {
  readonly sessionId: string;
  /** Aborted when the session is closed all the same: by `close`, or with the manager. */
  readonly signal: AbortSignal;
  /** Idempotent. The session has its whole idle time from here on. */
  release(): void;
}

/** A {@link SessionHold} of a session that is there. */
export class Hold implements SessionHold {
  readonly #session: Session;
  #released = false;

  constructor(session: Session) {
    this.#session = session;
    session.held();
  }

  get sessionId(): string {
    return this.#session.id;
  }

  get signal(): AbortSignal {
    return this.#session.signal;
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#session.unheld();
  }
}
