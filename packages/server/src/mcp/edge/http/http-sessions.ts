import type { Logger } from '@gw/mcp-client';
import { type Caller, type Scope, scopeKey } from '../../hub.ts';
import type { EdgeParts } from '../edge-parts.ts';
import { LegacySession } from '../legacy/legacy-session.ts';
import { SessionSeal } from '../legacy/session-seal.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';
import { EventLedger } from './event-ledger.ts';
import { HttpSession } from './http-session.ts';

/** Times of sessions. */
export interface SessionTimes {
  /** How long a session's id holds, in milliseconds. */
  readonly lifetimeMs: number;
  /** How long a session may be unused before what servers keep for it is given back, in milliseconds. */
  readonly idleMs: number;
}

/** What {@link HttpSessions} needs. */
export interface HttpSessionsOptions {
  readonly parts: EdgeParts;
  /** 32 bytes. */
  readonly sealingKey: Uint8Array;
  readonly logger: Logger;
}

/** What is kept of the streams of all sessions together. */
const processBounds = { maxEvents: 100_000, maxSize: 64 * 1024 * 1024 };

const maxSessions = 10_000;
const maxDeleted = 10_000;
const sweepEveryMs = 10_000;

/**
 * The sessions of 2025 clients over HTTP. All that must be known of one stands in its id, so that an unused one is
 * forgotten here and still goes on when its client comes back, and so that a restart strands nobody.
 */
export class HttpSessions {
  readonly #options: HttpSessionsOptions;
  readonly #seal: SessionSeal;
  readonly #sessions = new Map<string, HttpSession>();
  /** Sessions that were ended, by the id within the sealed one. */
  readonly #deleted = new Set<string>();
  readonly #ledger = new EventLedger(processBounds);
  #times: SessionTimes;
  #sweep: NodeJS.Timeout | undefined;

  constructor(options: HttpSessionsOptions, times: SessionTimes) {
    this.#options = options;
    this.#seal = new SessionSeal(options.sealingKey);
    this.#times = times;
  }

  /** Sessions that are in use, or were lately. */
  get size(): number {
    return this.#sessions.size;
  }

  /** From now on other times hold, for sessions that are there too. */
  configure(times: SessionTimes): void {
    this.#times = times;
  }

  /** @throws McpError -32602 when the client declares more than an id can hold; 503 when there are too many */
  open(scope: Scope, caller: Caller): HttpSession {
    const createdAt = Date.now();
    return this.#add(this.#seal.seal({ scope, caller, createdAt }), scope, caller, createdAt);
  }

  /** The session of an id, for its owner at its endpoint; `undefined` where there is none, or not any more. */
  find(id: string, scope: Scope, principal: string): HttpSession | undefined {
    const session = this.#sessions.get(id) ?? this.#unseal(id);
    if (!session || session.session.caller.principal !== principal) return undefined;
    if (scopeKey(session.session.scope) !== scopeKey(scope) || this.#isOver(session.createdAt))
      return undefined;
    session.lastUsedAt = performance.now();
    return session;
  }

  /** Ends a session: its id opens nothing any more. */
  async delete(session: HttpSession): Promise<void> {
    this.#deleted.add(session.session.caller.sessionId);
    if (this.#deleted.size > maxDeleted) this.#deleted.delete(this.#deleted.values().next().value!);
    await this.#forget(session);
  }

  /** Ends the streams on which clients only listen. */
  endListening(): void {
    for (const session of this.#sessions.values()) session.endListening();
  }

  /** Forgets all sessions; their clients can come back to the next gateway that has the key. */
  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(session => this.#forget(session)));
  }

  #unseal(id: string): HttpSession | undefined {
    const sealed = this.#seal.open(id);
    if (!sealed || this.#deleted.has(sealed.caller.sessionId) || this.#isOver(sealed.createdAt))
      return undefined;
    return this.#add(id, sealed.scope, sealed.caller, sealed.createdAt);
  }

  #add(id: string, scope: Scope, caller: Caller, createdAt: number): HttpSession {
    if (this.#sessions.size >= maxSessions) this.#makeRoom();
    const session = new HttpSession(
      id,
      new LegacySession(scope, caller, this.#options.parts),
      createdAt,
      this.#ledger,
    );
    this.#sessions.set(id, session);
    this.#sweep ??= setInterval(() => this.forgetUnused(), sweepEveryMs).unref();
    return session;
  }

  #makeRoom(): void {
    for (const session of this.#sessions.values()) {
      if (session.isBusy) continue;
      void this.#forget(session);
      return;
    }
    throw refusal(503, rpcCodes.internalError, 'Too many sessions are open; come back later');
  }

  /** Forgets sessions that nobody has used lately, or whose time is over. */
  forgetUnused(): void {
    const before = performance.now() - this.#times.idleMs;
    for (const session of this.#sessions.values()) {
      if (this.#isOver(session.createdAt) || (!session.isBusy && session.lastUsedAt < before)) {
        void this.#forget(session);
      }
    }
  }

  async #forget(session: HttpSession): Promise<void> {
    if (!this.#sessions.delete(session.id)) return;
    if (this.#sessions.size === 0) {
      clearInterval(this.#sweep);
      this.#sweep = undefined;
    }
    try {
      await session.close();
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'What servers kept for an MCP session was not given back');
    }
  }

  #isOver(createdAt: number): boolean {
    return Date.now() - createdAt > this.#times.lifetimeMs;
  }
}
