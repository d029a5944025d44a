import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Reply } from '../reply.ts';
import type { MessageStream } from './message-stream.ts';
import type { StreamKeeper } from './stream-keeper.ts';

/** An answer of this size may wait for a slow reader, and is looked after. */
const largeBytes = 64 * 1024;

/** What an {@link HttpReply} is made with. */
export interface HttpReplyOptions {
  readonly response: ServerResponse;
  /** What every answer to this request carries. */
  readonly headers: OutgoingHttpHeaders;
  readonly keeper: StreamKeeper;
  /** How long a plain answer may take before a stream is opened, which can be kept alive; in milliseconds. */
  readonly plainWithinMs: number;
  /** Turns the response into a stream; `onGone` is called when the client has left for good. */
  readonly openStream: (onGone: () => void) => MessageStream;
}

/**
 * The answer to a POST: plain JSON where it comes alone and soon, and a stream of events as soon as something comes
 * before it or it takes long.
 */
export class HttpReply extends Reply {
  readonly #options: HttpReplyOptions;
  readonly #patience: NodeJS.Timeout;
  #stream: MessageStream | undefined;

  constructor(options: HttpReplyOptions) {
    super();
    this.#options = options;
    this.#patience = setTimeout(() => this.#open(), options.plainWithinMs);
    if (options.response.destroyed) this.#closed();
    else options.response.once('close', () => this.#closed());
  }

  protected write(text: string): void {
    this.#open().send(text);
  }

  protected finish(text: string, status: number): void {
    clearTimeout(this.#patience);
    if (this.#stream) this.#stream.finish(text);
    else sendJson(this.#options, status, text);
  }

  /** A request that was cancelled has no answer, but its POST has one: a stream without messages. */
  protected drop(): void {
    this.#open().finish();
  }

  #closed(): void {
    clearTimeout(this.#patience);
    // A stream may live on without its connection, and tells itself when it is over.
    if (!this.#stream) this.gone();
  }

  #open(): MessageStream {
    clearTimeout(this.#patience);
    this.#stream ??= this.#options.openStream(() => this.gone());
    return this.#stream;
  }
}

/** Sends JSON text as the whole answer. */
export function sendJson(
  { response, headers, keeper }: Pick<HttpReplyOptions, 'response' | 'headers' | 'keeper'>,
  status: number,
  text: string,
): void {
  const isLarge = text.length > largeBytes;
  // Node makes room for three times the length of a text that it is to send, and keeps that until all is sent.
  const content = isLarge ? Buffer.from(text) : text;
  headers['content-type'] = 'application/json';
  headers['content-length'] = Buffer.byteLength(content);
  response.writeHead(status, headers);
  response.end(content);
  if (isLarge) keeper.watch({ response });
}
