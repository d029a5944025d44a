import { ByteCollector } from './byte-collector.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const NEWLINE = Buffer.from('\n');
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const LONGEST_FIELD_NAME = 'event'.length;
/** Ids are sent back in a header; what none can carry is not kept. */
const SENDABLE_ID = /^[\t\x20-\x7e\x80-\xff]{0,1024}$/;
/** Longer pauses are asked for by mistake, and no timer takes much longer ones. */
const MAX_RETRY_MS = 3_600_000;

/** One event of a stream. */
export interface SseEvent {
  /** `message` unless the stream says otherwise. */
  readonly type: string;
  /** The data lines, joined by line feeds, as UTF-8 bytes. */
  readonly data: Buffer;
}

/** An event, or a line of it, was longer than allowed. */
export class SseOverflowError extends Error {
  override readonly name = 'SseOverflowError';
}

/**
 * Parses a stream of server-sent events piece by piece, in bounded memory. What the stream leaves unfinished at its
 * end is no event.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseParser {
  readonly #maxEventBytes: number;
  readonly #onEvent: (event: SseEvent) => void;
  /** Of a line that began in an earlier piece. */
  readonly #partialLine = new ByteCollector();
  readonly #furtherData = new ByteCollector();
  #firstData: Buffer | undefined;
  #type = '';
  #idBuffer = '';
  #lastEventId = '';
  #retryMs: number | undefined;
  #skipLineFeed = false;
  #firstLine = true;

  /**
   * @param maxEventBytes bound of one event's data and of each line
   * @param onEvent told of every event, in order, from within {@link push}
   */
  constructor(maxEventBytes: number, onEvent: (event: SseEvent) => void) {
    this.#maxEventBytes = maxEventBytes;
    this.#onEvent = onEvent;
  }

  /**
   * Id of the last complete event that had one, to go on after it; `''` when there is none. Its bytes as a header
   * takes them, one character for each.
   */
  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** The pause before reconnecting that the server has asked for last, in milliseconds. */
  get retryMs(): number | undefined {
    return this.#retryMs;
  }

  /** @throws SseOverflowError an event is longer than allowed; the parser is spent then */
  push(piece: Buffer): void {
    let at = 0;
    if (this.#skipLineFeed && piece.length > 0) {
      this.#skipLineFeed = false;
      if (piece[0] === LF) at = 1;
    }
    // Streams have few CRs: looked for once, not again for every line.
    let carriageReturn = -1;
    while (at < piece.length) {
      if (carriageReturn < at) carriageReturn = positionOf(piece, CR, at);
      const lineFeed = positionOf(piece, LF, at);
      const end = Math.min(carriageReturn, lineFeed);
      if (end === Number.POSITIVE_INFINITY) {
        this.#checkRoom(this.#partialLine.length + piece.length - at);
        this.#partialLine.add(piece.subarray(at));
        return;
      }
      this.#endLine(piece.subarray(at, end));
      at = end + 1;
      if (end === carriageReturn) {
        if (at === piece.length) this.#skipLineFeed = true;
        else if (piece[at] === LF) at++;
      }
    }
  }

  #endLine(end: Buffer): void {
    let line = end;
    if (this.#partialLine.length > 0) {
      this.#partialLine.add(end);
      line = this.#partialLine.take();
    }
    if (this.#firstLine) {
      this.#firstLine = false;
      if (line.subarray(0, 3).equals(BYTE_ORDER_MARK)) line = line.subarray(3);
    }
    if (line.length === 0) this.#endEvent();
    else this.#takeField(line);
  }

  #takeField(line: Buffer): void {
    const colon = line.subarray(0, LONGEST_FIELD_NAME + 1).indexOf(COLON);
    if (colon === -1 && line.length > LONGEST_FIELD_NAME) return;
    const name = line.toString('latin1', 0, colon === -1 ? line.length : colon);
    const from = colon === -1 ? line.length : colon + (line[colon + 1] === SPACE ? 2 : 1);
    const value = line.subarray(from);
    if (name === 'data') this.#takeData(value);
    else if (name === 'event') this.#type = value.toString();
    else if (name === 'id') {
      const id = value.toString('latin1', 0, 1_025);
      if (SENDABLE_ID.test(id)) this.#idBuffer = id;
    } else if (name === 'retry' && /^\d{1,15}$/.test(value.toString('latin1', 0, 16))) {
      this.#retryMs = Math.min(Number(value.toString('latin1')), MAX_RETRY_MS);
    }
  }

  #takeData(value: Buffer): void {
    this.#checkRoom(value.length);
    // Nearly every event has one line of data, which is not copied.
    if (this.#firstData === undefined) {
      this.#firstData = value;
      return;
    }
    if (this.#furtherData.length === 0) this.#furtherData.add(this.#firstData);
    this.#furtherData.add(NEWLINE);
    this.#furtherData.add(value);
  }

  #endEvent(): void {
    this.#lastEventId = this.#idBuffer;
    const type = this.#type;
    const data = this.#furtherData.length > 0 ? this.#furtherData.take() : this.#firstData;
    this.#type = '';
    this.#firstData = undefined;
    if (data !== undefined) this.#onEvent({ type: type === '' ? 'message' : type, data });
  }

  #checkRoom(more: number): void {
    const held = this.#furtherData.length || (this.#firstData?.length ?? 0);
    if (held + more > this.#maxEventBytes) {
      throw new SseOverflowError(`An event is longer than ${this.#maxEventBytes} bytes`);
    }
  }
}

function positionOf(piece: Buffer, byte: number, from: number): number {
  const at = piece.indexOf(byte, from);
  return at === -1 ? Number.POSITIVE_INFINITY : at;
}
