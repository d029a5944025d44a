import { setTimeout as pause } from 'node:timers/promises';
import { UpstreamError, UpstreamHttpError } from '../errors.ts';
import { backoffMs } from '../manager/backoff.ts';
import type { HttpAnswer } from './dialer.ts';
import { readEvents, type StreamCursor } from './event-stream.ts';
import type { SseEvent } from './sse-parser.ts';

/** After the answer, the time in which the server may end the stream, so that its connection can be used again. */
const LINGER_MS = 1_000;
/** Attempts in a row to take a stream up again that fail; streams that end by themselves don't count. */
const MAX_FAILED_RESUMPTIONS = 5;
const SHORTEST_PAUSE_MS = 50;
const resumptionBackoff = { firstMs: 1_000, maxMs: 15_000 };

export interface AnswerStreamOptions {
  readonly service: string;
  readonly maxEventBytes: number;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Hands an event's message over; `true` when it was the answer. */
  readonly deliver: (event: SseEvent) => boolean;
  /**
   * Asks for what follows an event, on a stream of its own. Absent where the era has no such thing.
   */
  readonly resume?: (lastEventId: string) => Promise<HttpAnswer>;
}

/**
 * Reads the stream that answers a request, up to the answer. One that ends before is taken up again where that is
 * possible, after the pause that the server has asked for; how long all of it may take is the caller's to say.
 *
 * @throws UpstreamError the stream ended without an answer, and can't be taken up again
 */
export async function readAnswerStream(first: HttpAnswer, options: AnswerStreamOptions): Promise<void> {
  const { service, maxEventBytes, signal, deliver, resume } = options;
  const cursor: StreamCursor = { lastEventId: '', retryMs: undefined };
  let answer: HttpAnswer | undefined = first;
  let answered = false;
  let failures = 0;
  while (true) {
    let failure: unknown;
    try {
      answer ??= await resume!(cursor.lastEventId);
      const { body } = answer;
      const onEvent = (event: SseEvent) => {
        failures = 0;
        if (!deliver(event) || answered) return;
        answered = true;
        lingerOn(body);
      };
      await readEvents(answer, { service, maxEventBytes, cursor, onEvent });
    } catch (error) {
      failure = error;
      if (answer === undefined) failures++;
    }
    if (answered) return;
    signal.throwIfAborted();
    const mayResume = resume && cursor.lastEventId !== '' && mayPass(failure);
    if (!mayResume || failures === MAX_FAILED_RESUMPTIONS) throw failure ?? unanswered(service, first);
    const pauseMs = cursor.retryMs ?? (failures === 0 ? resumptionBackoff.firstMs : 0);
    const backoff = failures === 0 ? SHORTEST_PAUSE_MS : backoffMs(resumptionBackoff, failures);
    await pause(Math.max(pauseMs, backoff), undefined, { signal });
    answer = undefined;
  }
}

/** Whether another attempt may do better than one that failed like this, or only ended. */
function mayPass(failure: unknown): boolean {
  if (failure === undefined) return true;
  if (failure instanceof UpstreamHttpError) return failure.status >= 500 || failure.status === 429;
  return (
    failure instanceof UpstreamError &&
    ['GW_UPSTREAM_UNREACHABLE', 'GW_UPSTREAM_TIMEOUT'].includes(failure.code)
  );
}

function lingerOn(body: HttpAnswer['body']): void {
  const timer = setTimeout(() => body.destroy(), LINGER_MS);
  body.once('close', () => clearTimeout(timer));
}

function unanswered(service: string, { url }: HttpAnswer): UpstreamError {
  const message = `Service ${service} (${url.host}) ended its stream before it had answered`;
  return new UpstreamError('GW_UPSTREAM_UNREACHABLE', service, message);
}
