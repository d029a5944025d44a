import { Reply } from './reply.ts';

/** A way back on a stream that all messages share: stdio, or the one stream of HTTP+SSE. */
export class LineReply extends Reply {
  readonly #write: (text: string) => void;
  readonly #done: () => void;

  /** @param done called when nothing more is to come */
  constructor(write: (text: string) => void, done: () => void = () => {}) {
    super();
    this.#write = write;
    this.#done = done;
  }

  protected write(text: string): void {
    this.#write(text);
  }

  protected finish(text: string): void {
    this.#write(text);
    this.#done();
  }

  protected drop(): void {
    this.#done();
  }
}
