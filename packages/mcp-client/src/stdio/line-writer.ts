import type { Writable } from 'node:stream';

/** Writes lines to a process, and keeps no more than a bound of what it doesn't read. */
export class LineWriter {
  readonly #stream: Writable;
  readonly #maxUnsentBytes: number;

  /** @param onBroken the other side has closed the pipe: nothing can be sent any more. */
  constructor(stream: Writable, maxUnsentBytes: number, onBroken: () => void) {
    this.#stream = stream;
    this.#maxUnsentBytes = maxUnsentBytes;
    stream.on('error', onBroken);
  }

  /** Writes a line, or says `false` when the process has left too much unread. */
  write(line: string): boolean {
    const unsent = this.#stream.writableLength;
    // A first line may be of any size: the bound is for what piles up behind a reader that has stopped.
    if (unsent > 0 && unsent + line.length > this.#maxUnsentBytes) return false;
    if (this.#stream.writable) this.#stream.write(withoutSeparators(line));
    return true;
  }
}

/** Line breaks to Unicode but not to JSON: readers such as Node's `readline` would cut the message there. */
function withoutSeparators(line: string): string {
  if (!/[\u2028\u2029]/.test(line)) return line;
  return line.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
