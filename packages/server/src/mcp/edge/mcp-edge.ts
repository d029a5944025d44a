import type { Logger } from '@gw/mcp-client';
import type { McpCounts } from '../../metrics/gateway-metrics.ts';
import type { Hub } from '../hub.ts';
import type { EdgeParts } from './edge-parts.ts';
import { type HttpParts, type HttpPatience, usualPatience } from './http/http-parts.ts';
import { HttpSessions, type SessionTimes } from './http/http-sessions.ts';
import { HttpSse } from './http/http-sse.ts';
import { LegacyHttp } from './http/legacy-http.ts';
import { ModernHttp } from './http/modern-http.ts';
import { StreamKeeper } from './http/stream-keeper.ts';
import { StreamableHttp } from './http/streamable-http.ts';
import { ModernDispatcher } from './modern/modern-dispatcher.ts';

/** What {@link McpEdge} needs. */
export interface McpEdgeOptions {
  readonly hub: Hub;
  /** 32 bytes, for session ids. */
  readonly sealingKey: Uint8Array;
  readonly logger: Logger;
  readonly onAnswered: EdgeParts['onAnswered'];
  readonly times: SessionTimes;
  /** Default: one of its own. */
  readonly keeper?: StreamKeeper;
  /** Default {@link usualPatience}. */
  readonly patience?: HttpPatience;
}

/** What speaks to MCP clients over HTTP: it holds their sessions and streams, and outlives applications. */
export class McpEdge {
  readonly hub: Hub;
  readonly streamable: StreamableHttp;
  readonly sse: HttpSse;
  readonly #sessions: HttpSessions;
  readonly #modern: ModernDispatcher;
  readonly #keeper: StreamKeeper;

  constructor(options: McpEdgeOptions) {
    const { hub, sealingKey, logger, onAnswered, times } = options;
    const { keeper = new StreamKeeper(), patience = usualPatience } = options;
    const parts: HttpParts = { hub, logger, onAnswered, keeper, patience };
    this.hub = hub;
    this.#keeper = keeper;
    this.#modern = new ModernDispatcher(parts);
    this.#sessions = new HttpSessions({ parts, sealingKey, logger }, times);
    this.sse = new HttpSse(parts);
    this.streamable = new StreamableHttp(parts, {
      modern: new ModernHttp(parts, this.#modern),
      legacy: new LegacyHttp(parts, this.#sessions),
    });
  }

  configure(times: SessionTimes): void {
    this.#sessions.configure(times);
  }

  /** What there is at this moment. */
  get counts(): McpCounts {
    return {
      sessions: this.#sessions.size + this.sse.size,
      streams: this.#keeper.size,
      subscriptions: this.#modern.subscriptions,
    };
  }

  /** Gives back what servers keep for sessions that nobody has used lately; done now and then by itself. */
  forgetUnused(): void {
    this.#sessions.forgetUnused();
  }

  /** Ends the streams that only wait, so that a stop doesn't wait for them. Requests under way go on. */
  endStreams(): void {
    this.#modern.endSubscriptions();
    this.#sessions.endListening();
    this.sse.endIdle();
  }

  /** Gives back what servers keep for sessions. Their clients can go on with the next gateway. */
  async close(): Promise<void> {
    this.endStreams();
    await this.#sessions.close();
  }
}
