import type { Readable } from 'node:stream';

/** The beginning of what a command wrote, as far as it is kept. */
export interface Output {
  readonly bytes: Buffer;
  /** What was written in all. */
  readonly total: number;
}

/** Keeps the first bytes of a stream and counts the rest, so that a command is never held up by who doesn't read. */
export class OutputCollector {
  readonly #chunks: Buffer[] = [];
  readonly #maxBytes: number;
  #kept = 0;
  #total = 0;
  #ended = false;

  constructor(stream: Readable, maxBytes: number, onChunk?: (chunk: Buffer) => void) {
    this.#maxBytes = maxBytes;
    stream.once('close', () => {
      this.#ended = true;
    });
    stream.on('data', (chunk: Buffer) => {
      this.#total += chunk.length;
      onChunk?.(chunk);
      const part = chunk.subarray(0, this.#maxBytes - this.#kept);
      if (part.length === 0) return;
      // A copy: a part would keep the whole chunk in memory.
      this.#chunks.push(part.length < chunk.length ? Buffer.from(part) : chunk);
      this.#kept += part.length;
    });
  }

  /** Everyone who could write has closed it. */
  get ended(): boolean {
    return this.#ended;
  }

  get total(): number {
    return this.#total;
  }

  get output(): Output {
    return { bytes: Buffer.concat(this.#chunks), total: this.#total };
  }
}
