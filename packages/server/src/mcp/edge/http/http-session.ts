import { randomBytes } from 'node:crypto';
import type { LegacySession } from '../legacy/legacy-session.ts';
import { takesPriming } from '../protocol-versions.ts';
import { requestStreamId, standaloneStreamId } from './event-id.ts';
import { EventLedger } from './event-ledger.ts';
import type { EventStream } from './event-stream.ts';
import { ResumableStream } from './resumable-stream.ts';

/** What is kept of all streams of one session. */
const sessionBounds = { maxEvents: 1_000, maxSize: 4 * 1024 * 1024 };

/** Streams of one session that are remembered; the oldest that have ended make room. */
const maxStreams = 128;

/** What a session is as far as HTTP goes: its id, its streams, and when it was used. */
export class HttpSession {
  /** The `Mcp-Session-Id`. */
  readonly id: string;
  readonly session: LegacySession;
  readonly createdAt: number;
  /** Of the last request, on the clock of `performance.now`. */
  lastUsedAt = performance.now();
  readonly #ledger: EventLedger;
  readonly #streams = new Map<string, ResumableStream>();
  /** A session may be older than this process: ids of events from before must not fit. */
  readonly #prefix = randomBytes(6).toString('base64url');
  #standalone: ResumableStream | undefined;
  #opened = 0;

  constructor(id: string, session: LegacySession, createdAt: number, ledger: EventLedger) {
    this.id = id;
    this.session = session;
    this.createdAt = createdAt;
    this.#ledger = new EventLedger(sessionBounds, ledger);
  }

  /** Whether a request is under way, or the client listens. */
  get isBusy(): boolean {
    return this.session.isBusy || this.#standalone?.isConnected === true;
  }

  /**
   * Opens the stream that answers a request.
   *
   * @param gone `after` the client has lost it and has not come back for so long, in milliseconds, `then` is called
   */
  answerOn(
    events: EventStream,
    requestKey: string,
    gone: { readonly after: number; readonly then: () => void },
  ): ResumableStream {
    const id = requestStreamId(this.#prefix, ++this.#opened, requestKey);
    let grace: NodeJS.Timeout | undefined;
    const giveUp = () => {
      if (stream.isConnected || stream.isFinished) return;
      stream.finish();
      gone.then();
    };
    const stream = new ResumableStream({
      id,
      ledger: this.#ledger,
      onAlone: () => {
        clearTimeout(grace);
        grace = setTimeout(giveUp, gone.after).unref();
      },
    });
    this.#remember(stream);
    this.#begin(stream, events);
    return stream;
  }

  /** Opens the stream for what belongs to no request; from the first time on it is written to. */
  listen(events: EventStream): void {
    const id = standaloneStreamId(this.#prefix);
    const stream = this.#standalone ?? new ResumableStream({ id, ledger: this.#ledger });
    this.#standalone = stream;
    this.#begin(stream, events);
    this.session.attach(text => stream.send(text));
  }

  /** The stream of an id; `undefined` where it is not known, or not any more. */
  streamOf(streamId: string): ResumableStream | undefined {
    return streamId === this.#standalone?.id ? this.#standalone : this.#streams.get(streamId);
  }

  /** Ends the stream for what belongs to no request; the client may come back to it. */
  endListening(): void {
    this.#standalone?.disconnect();
  }

  /** Ends the session with everything in it. */
  async close(): Promise<void> {
    for (const stream of this.#streams.values()) stream.finish();
    this.#standalone?.finish();
    this.#ledger.clear();
    await this.session.close();
  }

  #begin(stream: ResumableStream, events: EventStream): void {
    stream.connect(events);
    // Older clients take an event without data for a broken message.
    if (takesPriming(this.session.caller.protocolVersion)) stream.prime();
  }

  #remember(stream: ResumableStream): void {
    this.#streams.set(stream.id, stream);
    for (const [id, oldest] of this.#streams) {
      if (this.#streams.size <= maxStreams) return;
      if (!oldest.isFinished) continue;
      oldest.clear();
      this.#streams.delete(id);
    }
  }
}
