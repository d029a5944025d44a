import type { Readable } from 'node:stream';
import { LineSplitter, type OverlongLine } from './line-splitter.ts';

/** Lines handled before other streams get their turn: a flood costs its sender, not its neighbours. */
const LINES_PER_TURN = 256;
/** Silence after which a pipe counts as empty although someone still holds it open. */
const QUIET_MS = 50;
/** Time that a dead process's pipe gets at most. */
const DRAIN_MS = 1_000;

export interface LineReaderOptions {
  /** Longer lines are discarded, and told of as {@link OverlongLine}. */
  readonly maxLineBytes: number;
  readonly onLine: (line: Buffer) => void;
  readonly onOverlong: (line: OverlongLine) => void;
  /** The stream has ended or failed; an unfinished last line has been handed over. */
  readonly onEnd?: () => void;
}

/** Reads a stream line by line, a bounded number of them in one turn of the event loop. */
export class LineReader {
  readonly #stream: Readable;
  readonly #options: LineReaderOptions;
  readonly #splitter: LineSplitter;
  #lastDataAt = 0;
  #busy = false;
  #endPending = false;
  #ended = false;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(stream: Readable, options: LineReaderOptions) {
    this.#stream = stream;
    this.#options = options;
    this.#splitter = new LineSplitter(options.maxLineBytes);
    stream.on('data', (chunk: Buffer) => {
      this.#lastDataAt = performance.now();
      if (this.#stopped) return;
      this.#splitter.push(chunk);
      this.#readOn();
    });
    // Destroying a stream gives 'close' alone; a broken one 'error' and then 'close'.
    stream.on('error', () => {});
    stream.once('end', () => this.#end());
    stream.once('close', () => this.#end());
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Resolves when what a dead process left in the pipe has been read, though another may hold it open. */
  async drained(): Promise<void> {
    const limit = performance.now() + DRAIN_MS;
    this.#lastDataAt = performance.now();
    while (!this.#ended && !this.#stopped) {
      const now = performance.now();
      const quietUntil = this.#busy ? now + QUIET_MS : this.#lastDataAt + QUIET_MS;
      const waitMs = Math.min(quietUntil, limit) - now;
      if (waitMs <= 0) return;
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, waitMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** Hands over nothing further. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  readonly #readOn = (): void => {
    for (let lines = 0; lines < LINES_PER_TURN; lines++) {
      if (this.#stopped) return;
      const line = this.#splitter.next();
      if (line === undefined) {
        this.#rest();
        return;
      }
      this.#handOver(line);
    }
    if (!this.#busy) {
      this.#busy = true;
      this.#stream.pause();
    }
    setImmediate(this.#readOn);
  };

  #rest(): void {
    if (!this.#busy) return;
    this.#busy = false;
    if (this.#endPending) this.#end();
    else this.#stream.resume();
  }

  #end(): void {
    if (this.#ended) return;
    if (this.#busy) {
      this.#endPending = true;
      return;
    }
    this.#ended = true;
    const line = this.#stopped ? undefined : this.#splitter.end();
    if (line) this.#handOver(line);
    this.#wake?.();
    this.#options.onEnd?.();
  }

  #handOver(line: Buffer | OverlongLine): void {
    if (Buffer.isBuffer(line)) this.#options.onLine(line);
    else this.#options.onOverlong(line);
  }
}
