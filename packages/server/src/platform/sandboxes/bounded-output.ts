/** The beginning of what a command writes to one of its outputs; the rest is counted. */
export class BoundedOutput {
  readonly #maxBytes: number;
  readonly #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Takes what was written, and gives the part of it that is kept. */
  add(chunk: Buffer): Buffer {
    this.#total += chunk.length;
    // A copy: a part would keep the whole chunk in memory.
    const part = Buffer.from(chunk.subarray(0, this.#maxBytes - this.#kept));
    this.#kept += part.length;
    if (part.length > 0) this.#chunks.push(part);
    return part;
  }

  /** Bytes that were written in all. */
  get total(): number {
    return this.#total;
  }

  get isCut(): boolean {
    return this.#total > this.#kept;
  }

  /** As text: what is no UTF-8 is replaced, and a character that was cut is left out. */
  get text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(this.#chunks), {
      stream: this.isCut,
    });
  }
}
