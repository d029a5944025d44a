import { EventLedger } from './event-ledger.ts';
import type { EventStream } from './event-stream.ts';
import type { MessageStream } from './message-stream.ts';

/** What is kept of one stream. */
const streamBounds = { maxEvents: 500, maxSize: 2 * 1024 * 1024 };

/** Connections of one stream that may be open at once; the oldest makes room. */
const maxConnections = 4;

/** What a {@link ResumableStream} is made with. */
export interface ResumableStreamOptions {
  /** Unique within the session, and telling the stream to which it belongs. */
  readonly id: string;
  /** The ledger of the session. */
  readonly ledger: EventLedger;
  /** Called when the last connection is closed before the stream has ended. */
  readonly onAlone?: () => void;
}

/**
 * A stream of the 2025 era. It outlives its connection: what a client has missed it gets when it comes back with the
 * id of the last event that it has seen, as far as the ledger goes.
 *
 * Each message goes out on one connection, the newest. Source: MCP 2025-11-25, "Resumability and Redelivery".
 */
export class ResumableStream implements MessageStream {
  readonly id: string;
  readonly #ledger: EventLedger;
  #onAlone: (() => void) | undefined;
  readonly #connections: EventStream[] = [];
  #position = 0;
  #isFinished = false;

  constructor({ id, ledger, onAlone }: ResumableStreamOptions) {
    this.id = id;
    this.#ledger = new EventLedger(streamBounds, ledger);
    this.#onAlone = onAlone;
  }

  get isConnected(): boolean {
    return this.#connections.length > 0;
  }

  get isFinished(): boolean {
    return this.#isFinished;
  }

  /** Whether nothing comes after a position, and nothing will. */
  isOverAfter(position: number): boolean {
    return this.#isFinished && position >= this.#position;
  }

  /** Whether the end of the stream, after a position, can't be told any more as it was. */
  hasLostAfter(position: number): boolean {
    return this.#isFinished && position < this.#ledger.forgottenUpTo;
  }

  /**
   * Takes a connection of the client's.
   *
   * @param after position of the last event that the client has seen; absent where it begins
   */
  connect(connection: EventStream, after?: number): void {
    if (this.#connections.length >= maxConnections) this.#connections.shift()?.end();
    this.#connections.push(connection);
    if (after !== undefined) {
      for (const { position, text } of this.#ledger.after(after))
        connection.message(text, this.#eventId(position));
    }
    if (this.#isFinished) connection.end();
    connection.onClose(() => this.#disconnected(connection));
  }

  /** Gives the newest connection an id to come back with. */
  prime(): void {
    this.#connections.at(-1)?.prime(this.#eventId(this.#position));
  }

  send(text: string): void {
    if (this.#isFinished) return;
    const position = ++this.#position;
    this.#ledger.add({ position, text });
    this.#connections.at(-1)?.message(text, this.#eventId(position));
  }

  finish(text?: string): void {
    if (text !== undefined) this.send(text);
    this.#isFinished = true;
    // A stream is remembered for longer than what has answered on it.
    this.#onAlone = undefined;
    this.disconnect();
  }

  /** Ends the connections, and not the stream: the client may come back. */
  disconnect(): void {
    for (const connection of this.#connections) connection.end();
  }

  /** Forgets what was kept. */
  clear(): void {
    this.#ledger.clear();
  }

  #disconnected(connection: EventStream): void {
    const at = this.#connections.indexOf(connection);
    if (at >= 0) this.#connections.splice(at, 1);
    if (!this.#isFinished && !this.isConnected) this.#onAlone?.();
  }

  #eventId(position: number): string {
    return `${this.id}~${position}`;
  }
}
