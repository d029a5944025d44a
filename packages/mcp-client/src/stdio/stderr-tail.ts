import type { Readable } from 'node:stream';
import type { LogLimiter } from '../json-rpc/log-limiter.ts';
import { LineReader } from './line-reader.ts';

/** Lines of stderr that are kept. */
const KEPT_LINES = 200;
/** Longer lines are cut here. */
const MAX_LINE_BYTES = 4_096;

/** Keeps the last 200 lines that a server wrote to stderr, each cut at 4 KiB, and logs them. */
export class StderrTail {
  readonly #reader: LineReader;
  readonly #log: LogLimiter;
  readonly #fields: object;
  /** A ring once it is full: `#next` is then the oldest. */
  readonly #lines: string[] = [];
  #next = 0;

  constructor(stderr: Readable, log: LogLimiter, fields: object) {
    this.#log = log;
    this.#fields = fields;
    this.#reader = new LineReader(stderr, {
      maxLineBytes: MAX_LINE_BYTES,
      onLine: line => this.#keep(line.toString('utf8')),
      onOverlong: line => this.#keep(`${line.head.toString('utf8')}… (${line.bytes} bytes)`),
    });
  }

  /** Oldest first. */
  get lines(): string[] {
    return [...this.#lines.slice(this.#next), ...this.#lines.slice(0, this.#next)];
  }

  /** See {@link LineReader.drained}. */
  drained(): Promise<void> {
    return this.#reader.drained();
  }

  #keep(line: string): void {
    if (line.trim() === '') return;
    if (this.#lines.length < KEPT_LINES) this.#lines.push(line);
    else {
      this.#lines[this.#next] = line;
      this.#next = (this.#next + 1) % KEPT_LINES;
    }
    this.#log.log('info', { ...this.#fields, line }, 'stderr of the server');
  }
}
