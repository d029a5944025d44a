const NEWLINE = 0x0a;
const NOTHING = Buffer.alloc(0);
/** Kept of either end of an over-long line: enough for a JSON-RPC envelope, or to read in a log. */
const EDGE_BYTES = 4_096;

/** What is left of a line that was longer than allowed. */
export class OverlongLine {
  /** Its first bytes. */
  readonly head: Buffer;
  /** Its last bytes. */
  readonly tail: Buffer;
  readonly bytes: number;

  constructor(head: Buffer, tail: Buffer, bytes: number) {
    this.head = head;
    this.tail = tail;
    this.bytes = bytes;
  }
}

/**
 * Cuts a stream of bytes into lines without their newline, whatever the chunks.
 *
 * A line within one chunk is a view of that chunk. An unfinished one is copied into one growing buffer
 * rather than kept as a list of chunks, so a sender of single bytes can't make each byte an object.
 * Memory stays below twice `maxLineBytes`.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  #chunk: Buffer = NOTHING;
  #offset = 0;
  #held: Buffer = NOTHING;
  #heldBytes = 0;
  /** Bytes seen of the line now being discarded; 0 while none is. */
  #discardedBytes = 0;
  #head: Buffer = NOTHING;
  #tail: Buffer = NOTHING;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  /** Takes the next chunk. Call only when {@link next} has returned `undefined`. */
  push(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#offset = 0;
  }

  /** The next complete line, or `undefined` when the chunk holds no further one. */
  next(): Buffer | OverlongLine | undefined {
    const start = this.#offset;
    const end = this.#chunk.indexOf(NEWLINE, start);
    if (end === -1) {
      this.#hold(start === 0 ? this.#chunk : this.#chunk.subarray(start));
      this.#chunk = NOTHING;
      this.#offset = 0;
      return undefined;
    }
    this.#offset = end + 1;
    const piece = this.#chunk.subarray(start, end);
    const unbroken = this.#heldBytes === 0 && this.#discardedBytes === 0;
    if (unbroken && piece.length <= this.#maxLineBytes) return piece;
    this.#hold(piece);
    return this.#take();
  }

  /** The unfinished last line, once the stream has ended. */
  end(): Buffer | OverlongLine | undefined {
    return this.#heldBytes > 0 || this.#discardedBytes > 0 ? this.#take() : undefined;
  }

  #hold(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.#discardedBytes > 0) {
      this.#discard(piece);
      return;
    }
    const bytes = this.#heldBytes + piece.length;
    if (bytes > this.#maxLineBytes) {
      const held = this.#held.subarray(0, this.#heldBytes);
      this.#head = Buffer.from(
        Buffer.concat([held.subarray(0, EDGE_BYTES), piece.subarray(0, EDGE_BYTES)]).subarray(0, EDGE_BYTES),
      );
      this.#discard(held);
      this.#discard(piece);
      this.#held = NOTHING;
      this.#heldBytes = 0;
      return;
    }
    if (bytes > this.#held.length) {
      const grown = Buffer.allocUnsafeSlow(
        Math.min(Math.max(bytes, this.#held.length * 2), this.#maxLineBytes),
      );
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    piece.copy(this.#held, this.#heldBytes);
    this.#heldBytes = bytes;
  }

  #discard(piece: Buffer): void {
    this.#discardedBytes += piece.length;
    const end = piece.subarray(-EDGE_BYTES);
    this.#tail =
      end.length === EDGE_BYTES
        ? Buffer.from(end)
        : Buffer.from(Buffer.concat([this.#tail, end]).subarray(-EDGE_BYTES));
  }

  #take(): Buffer | OverlongLine {
    const line =
      this.#discardedBytes > 0
        ? new OverlongLine(this.#head, this.#tail, this.#discardedBytes)
        : this.#held.subarray(0, this.#heldBytes);
    this.#held = this.#head = this.#tail = NOTHING;
    this.#heldBytes = this.#discardedBytes = 0;
    return line;
  }
}
