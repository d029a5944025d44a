import { connect, type Socket } from 'node:net';

/** An HTTP answer, read whole. */
export interface HttpAnswer {
  readonly status: number;
  /** Status line and headers, as they came. */
  readonly head: string;
  readonly body: string;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * One keep-alive connection that carries one request at a time, on a bare socket: a general HTTP client
 * would take more of the machine than what is measured. Opens again where the other side closes after each
 * answer. Reads answers with a `Content-Length`, in chunks, or up to the end of the connection.
 */
export class HttpConnection implements Disposable {
  readonly #host: string;
  readonly #port: number;
  readonly #authorization: string;
  #socket: Socket | undefined;
  /** What has come of the answer, in the pieces that it came in. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  /** Fewer bytes can't be the whole answer; known once its head is there. */
  #neededBytes = 0;
  #waiting: { resolve(answer: HttpAnswer): void; reject(error: Error): void } | undefined;

  /** @param url `http://127.0.0.1:PORT`; @param authorization the header's value, on every request */
  constructor(url: string, authorization: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#authorization = authorization;
  }

  /** The bytes of a request, to be sent many times by {@link send}. */
  encode({ method, path, body, headers = {} }: HttpRequest): Buffer {
    const content = body === undefined ? '' : JSON.stringify(body);
    const type = body === undefined ? '' : 'Content-Type: application/json\r\n';
    const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return Buffer.from(
      `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}:${this.#port}\r\nAuthorization: ${this.#authorization}\r\n` +
        `${more.join('')}${type}Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`,
    );
  }

  request(request: HttpRequest): Promise<HttpAnswer> {
    return this.send(this.encode(request));
  }

  /** Rejects when there is no connection to be had, or it breaks before the answer is whole. */
  send(request: Buffer): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(): Socket {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
    this.#forget();
    socket.on('data', chunk => {
      if (socket !== this.#socket) return;
      this.#pieces.push(chunk);
      this.#pieceBytes += chunk.length;
      if (this.#pieceBytes >= this.#neededBytes) this.#read(false);
    });
    socket.on('end', () => socket === this.#socket && this.#read(true));
    socket.on('error', error => socket === this.#socket && this.#fail(error));
    socket.on('close', () => socket === this.#socket && this.#fail(new Error('The connection was closed')));
    return socket;
  }

  #read(ended: boolean): void {
    const received = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces);
    this.#pieces = [received];
    const headEnd = received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = received.toString('latin1', 0, headEnd);
    const body = bodyOf(head, received.subarray(headEnd + 4), ended);
    if (body === undefined) {
      this.#neededBytes = headEnd + 4 + (contentLength(head) ?? 0);
      return;
    }
    const answer = { status: Number(head.slice(9, 12)), head, body: body.toString() };
    this.#forget();
    if (ended || head.startsWith('HTTP/1.0') || /\r\nconnection: *close/i.test(head)) this.close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  #forget(): void {
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#neededBytes = 0;
  }

  #fail(error: Error): void {
    this.close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}

function contentLength(head: string): number | undefined {
  const digits = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The body, once it is whole. */
function bodyOf(head: string, received: Buffer, ended: boolean): Buffer | undefined {
  const length = contentLength(head);
  if (length !== undefined) return received.length < length ? undefined : received.subarray(0, length);
  if (/\r\ntransfer-encoding: *chunked/i.test(head)) return dechunked(received);
  return ended || / 20[24] /.test(head.slice(0, 14)) ? received : undefined;
}

/** What chunks hold, once the last one is there. */
function dechunked(received: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = received.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(received.toString('latin1', at, lineEnd), 16);
    if (size === 0) return received.length >= lineEnd + 4 ? Buffer.concat(chunks) : undefined;
    at = lineEnd + 2 + size + 2;
    if (received.length < at) return undefined;
    chunks.push(received.subarray(lineEnd + 2, lineEnd + 2 + size));
  }
}
