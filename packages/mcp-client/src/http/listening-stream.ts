import { setTimeout as pause } from 'node:timers/promises';
import { UpstreamError } from '../errors.ts';
import type { LogLimiter } from '../json-rpc/log-limiter.ts';
import { backoffMs, defaultBackoff } from '../manager/backoff.ts';
import { dump, type HttpAnswer } from './dialer.ts';
import { readEvents, type StreamCursor } from './event-stream.ts';
import { mediaType } from './read-body.ts';
import type { SseEvent } from './sse-parser.ts';

/** Pause where the server asks for none. */
const DEFAULT_PAUSE_MS = 1_000;
/** Streams in a row that ended without an event before the pauses grow. */
const PATIENCE = 3;

export interface ListeningStreamOptions {
  readonly service: string;
  readonly log: LogLimiter;
  readonly maxEventBytes: number;
  /** Opens the stream; any status is an answer. */
  readonly open: (lastEventId: string, signal: AbortSignal) => Promise<HttpAnswer>;
  readonly onEvent: (event: SseEvent) => void;
  /** The server doesn't know the session any more: 404. */
  readonly onSessionLost: () => void;
}

/**
 * The stream on which a server of the 2025 era says what belongs to no request. Opened again whenever it ends,
 * after the last event that came, until it is stopped; a server that offers none (405) is left alone.
 */
export class ListeningStream {
  readonly #options: ListeningStreamOptions;
  readonly #stopping = new AbortController();
  readonly #settled = Promise.withResolvers<void>();
  /** Resolves when there will be no other stream. */
  readonly ended: Promise<void>;

  constructor(options: ListeningStreamOptions) {
    this.#options = options;
    this.ended = this.#listen();
  }

  /** Resolves when the server has answered for the first time: from then on it hears us, or never will. */
  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  /** Idempotent. */
  stop(): void {
    this.#stopping.abort();
  }

  async #listen(): Promise<void> {
    const { signal } = this.#stopping;
    const cursor: StreamCursor = { lastEventId: '', retryMs: undefined };
    let fruitless = 0;
    while (!signal.aborted) {
      fruitless++;
      try {
        const goesOn = await this.#once(cursor, () => {
          fruitless = 0;
        });
        if (!goesOn) return;
      } catch (err) {
        if (signal.aborted) return;
        this.#complain(err);
        // What can't be read would come again.
        if (err instanceof UpstreamError && err.code === 'GW_UPSTREAM_PROTOCOL') cursor.lastEventId = '';
      }
      const backoff = fruitless > PATIENCE ? backoffMs(defaultBackoff, fruitless - PATIENCE) : 0;
      await pause(Math.max(cursor.retryMs ?? DEFAULT_PAUSE_MS, backoff), undefined, { signal }).catch(
        () => {},
      );
    }
  }

  /** One stream, from its opening to its end; `false` when there will be no other. */
  async #once(cursor: StreamCursor, onProgress: () => void): Promise<boolean> {
    const { service, maxEventBytes, open, onEvent, onSessionLost } = this.#options;
    const answer = await open(cursor.lastEventId, this.#stopping.signal).finally(this.#settled.resolve);
    if (answer.status === 200 && mediaType(answer) === 'text/event-stream') {
      const tell = (event: SseEvent) => {
        onProgress();
        onEvent(event);
      };
      await readEvents(answer, { service, maxEventBytes, cursor, onEvent: tell });
      return true;
    }
    await dump(answer);
    if (answer.status === 404) onSessionLost();
    return answer.status >= 500 || answer.status === 429;
  }

  #complain(err: unknown): void {
    const { service, log } = this.#options;
    log.log('debug', { service, err }, 'The stream of notifications broke, and is opened again');
  }
}
