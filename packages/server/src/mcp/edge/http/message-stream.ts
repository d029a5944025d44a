import type { EventStream } from './event-stream.ts';

/** The messages that answer one request, as a stream. */
export interface MessageStream {
  send(text: string): void;
  /** Sends the last message, if there is one, and ends the stream. */
  finish(text?: string): void;
}

/** A stream that is gone when its connection is: that of the 2026 era. */
export class PlainStream implements MessageStream {
  readonly #events: EventStream;

  /** @param onGone called when the connection is closed */
  constructor(events: EventStream, onGone: () => void) {
    this.#events = events;
    events.onClose(onGone);
  }

  send(text: string): void {
    this.#events.message(text);
  }

  finish(text?: string): void {
    if (text !== undefined) this.#events.message(text);
    this.#events.end();
  }
}
