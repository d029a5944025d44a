import { PassThrough, type Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { CommandOutcome, OutputName } from './sandbox-exec.ts';
import { outcomeView } from './sandbox-view.ts';

/** How long a command may be silent before its caller is told that it runs, in milliseconds. */
const openAfterMs = 500;
/** How often a silent command lets its caller know that the connection lives, in milliseconds. */
const keepAliveMs = 15_000;

/** Headers of an answer that comes as it happens. */
export const liveHeaders = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  // Tells nginx and its like to pass on what comes as it comes.
  'x-accel-buffering': 'no',
};

/**
 * The outputs of a command as server-sent events: `stdout` and `stderr` with `{text}`, then one `exit`. What is
 * bounded is the output itself, so that a slow reader costs no more than that.
 */
export class LiveOutput {
  readonly stream: Readable;
  /** Resolves when there is something to send; rejects where the command did not even start. */
  readonly opened: Promise<void>;
  readonly #stream = new PassThrough();
  readonly #open = Promise.withResolvers<void>();
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  readonly #opening: NodeJS.Timeout;
  readonly #keepAlive: NodeJS.Timeout;
  #isOpen = false;

  constructor() {
    this.stream = this.#stream;
    this.opened = this.#open.promise;
    // A caller who has left is told nothing more.
    this.#stream.on('error', () => {});
    this.#opening = setTimeout(() => this.#send(':\n\n'), openAfterMs);
    this.#keepAlive = setInterval(() => this.#send(':\n\n'), keepAliveMs);
  }

  readonly output = (name: OutputName, chunk: Buffer): void => {
    const text = this.#decoders[name].write(chunk);
    if (text !== '') this.#event(name, { text });
  };

  /** Tells what became of it, and ends. */
  finish(outcome: CommandOutcome): void {
    for (const name of ['stdout', 'stderr'] as const) {
      const text = outcome[name].isCut ? '' : this.#decoders[name].end();
      if (text !== '') this.#event(name, { text });
    }
    this.#event('exit', outcomeView(outcome));
    this.#close();
  }

  /** It failed; a caller who has been sent something already reads that as an event. */
  fail(error: Error): void {
    if (this.#isOpen) this.#event('error', { detail: 'The sandbox does not answer any more' });
    else this.#open.reject(error);
    this.#close();
  }

  #event(name: string, data: object): void {
    this.#send(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #send(frame: string): void {
    this.#isOpen = true;
    this.#open.resolve();
    if (this.#stream.writable) this.#stream.write(frame);
  }

  #close(): void {
    clearTimeout(this.#opening);
    clearInterval(this.#keepAlive);
    this.#stream.end();
  }
}
