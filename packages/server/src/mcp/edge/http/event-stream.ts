import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { StreamKeeper } from './stream-keeper.ts';

/** What may wait for a slow reader before one more event, in bytes; beyond it, the reader is cut. */
const maxWaitingBytes = 1024 * 1024;

/** How long a client waits before it comes back, in milliseconds. */
const retryMs = 1_000;

const streamHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Tells nginx and its like to pass on what comes as it comes.
  'x-accel-buffering': 'no',
};

/**
 * One response as a stream of events. A client that doesn't read costs a bounded amount of memory: it is cut when
 * more comes for it than may wait.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export class EventStream {
  readonly #response: ServerResponse;
  #isQuiet = false;

  private constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Sends the head, so that the client knows that it is heard. */
  static open(response: ServerResponse, headers: OutgoingHttpHeaders, keeper: StreamKeeper): EventStream {
    const stream = new EventStream(response);
    response.writeHead(200, { ...headers, ...streamHeaders });
    response.flushHeaders();
    keeper.watch({ response, keepAlive: () => stream.#keepAlive() });
    return stream;
  }

  /** Sends a message; `id` is what a client may resume after. */
  message(text: string, id?: string): void {
    this.#write(`event: message\n${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`);
  }

  /** Sends an event of another kind. */
  event(name: string, data: string): void {
    this.#write(`event: ${name}\ndata: ${data}\n\n`);
  }

  /** Gives the client an id to resume after before there is a message. Source: MCP 2025-11-25, "Transports". */
  prime(id: string): void {
    this.#write(`id: ${id}\nretry: ${retryMs}\ndata: \n\n`);
  }

  end(): void {
    this.#response.end();
  }

  /** Calls the listener once when the connection is closed, whoever closed it. */
  onClose(listener: () => void): void {
    if (this.#response.destroyed) listener();
    else this.#response.once('close', listener);
  }

  #write(frame: string): void {
    this.#isQuiet = false;
    if (this.#response.writableLength > maxWaitingBytes) this.#response.destroy();
    else if (!this.#response.writableEnded) this.#response.write(frame);
  }

  #keepAlive(): void {
    if (this.#isQuiet) this.#write(':\n\n');
    this.#isQuiet = true;
  }
}
