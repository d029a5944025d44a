/**
 * One request's way back to its client. Transports say how messages are written; all that is promised about their
 * order is kept here: nothing follows the answer, and nothing is sent to a client that has cancelled or left.
 */
export abstract class Reply {
  readonly #abort = new AbortController();
  #over = false;

  /** Aborted when the client has cancelled the request or is gone. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Sends a message ahead of the answer. */
  send(text: string): void {
    if (!this.#over) this.write(text);
  }

  /**
   * Sends the answer.
   *
   * @param status status of an HTTP answer that holds nothing else
   */
  answer(text: string, status = 200): void {
    if (this.#over) return;
    this.#over = true;
    this.finish(text, status);
  }

  /** The client wants no answer any more. */
  cancel(): void {
    if (this.#over) return;
    this.#over = true;
    this.#abort.abort();
    this.drop();
  }

  /** The client is not there any more: nothing can be written. */
  protected gone(): void {
    if (this.#over) return;
    this.#over = true;
    this.#abort.abort();
  }

  protected get isOver(): boolean {
    return this.#over;
  }

  /** Writes a message ahead of the answer. */
  protected abstract write(text: string): void;

  /** Writes the last message. */
  protected abstract finish(text: string, status: number): void;

  /** Ends without an answer. */
  protected abstract drop(): void;
}
