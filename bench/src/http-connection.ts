import { connect, type Socket } from 'node:net';

/** An HTTP answer, read whole. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/**
 * One keep-alive connection that carries one request at a time, on a bare socket: a general HTTP client
 * would take more of the machine than what is measured. Opens again where the other side closes after each
 * answer. Reads answers with a `Content-Length` or up to the end of the connection, which is what the
 * measured servers send.
 */
export class HttpConnection implements Disposable {
  readonly #host: string;
  readonly #port: number;
  readonly #authorization: string;
  #socket: Socket | undefined;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: HttpAnswer): void; reject(error: Error): void } | undefined;

  /** @param url `http://127.0.0.1:PORT`; @param authorization the header's value, on every request */
  constructor(url: string, authorization: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
    this.#authorization = authorization;
  }

  /** The bytes of a request, to be sent many times by {@link send}. */
  encode({ method, path, body }: HttpRequest): Buffer {
    const content = body === undefined ? '' : JSON.stringify(body);
    const type = body === undefined ? '' : 'Content-Type: application/json\r\n';
    return Buffer.from(
      `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}:${this.#port}\r\nAuthorization: ${this.#authorization}\r\n` +
        `${type}Content-Length: ${Buffer.byteLength(content)}\r\n\r\n${content}`,
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
    this.#received = Buffer.alloc(0);
    socket.on('data', chunk => {
      if (socket !== this.#socket) return;
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#read(false);
    });
    socket.on('end', () => socket === this.#socket && this.#read(true));
    socket.on('error', error => socket === this.#socket && this.#fail(error));
    socket.on('close', () => socket === this.#socket && this.#fail(new Error('The connection was closed')));
    return socket;
  }

  #read(ended: boolean): void {
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = this.#received.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const end = length === undefined ? this.#received.length : headEnd + 4 + Number(length);
    if (length === undefined ? !ended : this.#received.length < end) return;
    const answer = {
      status: Number(head.slice(9, 12)),
      body: this.#received.toString('utf8', headEnd + 4, end),
    };
    this.#received = Buffer.alloc(0);
    if (ended || head.startsWith('HTTP/1.0') || /\r\nconnection: *close/i.test(head)) this.close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(answer);
  }

  #fail(error: Error): void {
    this.close();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(error);
  }
}
