import { UpstreamError } from '../errors.ts';
import type { HttpAnswer } from './dialer.ts';
import { networkFailure } from './http-failure.ts';
import { refuseEncoded } from './read-body.ts';
import { type SseEvent, SseOverflowError, SseParser } from './sse-parser.ts';

/** Where a stream stands, and how to take it up again. */
export interface StreamCursor {
  /** Id of the last event; `''` when it had none. */
  lastEventId: string;
  /** The pause that the server asks for, in milliseconds. */
  retryMs: number | undefined;
}

export interface EventStreamOptions {
  readonly service: string;
  readonly maxEventBytes: number;
  /** Kept up to date while the stream is read. */
  readonly cursor: StreamCursor;
  readonly onEvent: (event: SseEvent) => void;
}

/**
 * Reads an answer as a stream of events, to its end.
 *
 * @throws UpstreamError `GW_UPSTREAM_UNREACHABLE` the connection broke, `GW_UPSTREAM_PROTOCOL` an event was too long
 */
export async function readEvents(answer: HttpAnswer, options: EventStreamOptions): Promise<void> {
  const { service, maxEventBytes, cursor, onEvent } = options;
  refuseEncoded(service, answer);
  const parser = new SseParser(maxEventBytes, onEvent);
  try {
    for await (const chunk of answer.body as AsyncIterable<Buffer>) {
      parser.push(chunk);
      if (parser.lastEventId !== '') cursor.lastEventId = parser.lastEventId;
      if (parser.retryMs !== undefined) cursor.retryMs = parser.retryMs;
    }
  } catch (cause) {
    if (!(cause instanceof SseOverflowError)) throw networkFailure(service, answer.url, cause);
    const message = `Service ${service} (${answer.url.host}) sent an event longer than ${maxEventBytes} bytes`;
    throw new UpstreamError('GW_UPSTREAM_PROTOCOL', service, message, { cause });
  }
}
