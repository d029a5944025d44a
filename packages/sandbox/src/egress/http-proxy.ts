import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Dialer, TargetRefused } from './dialer.ts';
import { splice } from './splice.ts';

/** Meant for the proxy itself, not for the target. Source: RFC 9110, section 7.6.1. */
const hopByHop = new Set(
  ['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te'].concat([
    'trailer',
    'transfer-encoding',
    'upgrade',
  ]),
);
const headersMs = 10_000;

export interface HttpProxyOptions {
  readonly dialer: Dialer;
  readonly idleMs: number;
  /** Ends the connections that are being made. */
  readonly signal: AbortSignal;
}

/**
 * An HTTP proxy for programs that want one: tunnels by CONNECT, and plain requests with a whole address. What it
 * connects to is decided by that address alone; the `Host` header is written anew from it.
 */
export class HttpProxy {
  readonly #options: HttpProxyOptions;
  readonly #server: Server;

  constructor(options: HttpProxyOptions) {
    this.#options = options;
    this.#server = createServer({ headersTimeout: headersMs, requestTimeout: 0, insecureHTTPParser: false });
    this.#server.on('connect', (message, socket, head) => void this.#tunnel(message, socket, head));
    this.#server.on('request', (message, response) => void this.#forward(message, response));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  serve(socket: Socket): void {
    this.#server.emit('connection', socket);
    socket.setTimeout(this.#options.idleMs, () => socket.destroy());
  }

  async #tunnel({ url = '' }: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const socket = stream as Socket;
    socket.on('error', () => {});
    const target = authority(url);
    if (!target) return void socket.end(refusal(400, 'CONNECT needs a host and its port'));
    try {
      const upstream = await this.#options.dialer.dial(target.host, target.port, this.#options.signal);
      if (socket.destroyed) return void upstream.destroy();
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) upstream.write(head);
      splice(socket, upstream, this.#options.idleMs);
    } catch (error) {
      socket.end(refusal(statusOf(error), (error as Error).message));
    }
  }

  async #forward(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = URL.canParse(message.url ?? '') ? new URL(message.url ?? '') : undefined;
    if (url?.protocol !== 'http:' || url.username || url.password)
      return refuse(response, 400, 'this is a proxy: it needs a whole http: address, or CONNECT');
    try {
      const { dialer, signal, idleMs } = this.#options;
      const upstream = await dialer.dial(
        url.hostname.replace(/^\[|\]$/g, ''),
        Number(url.port || 80),
        signal,
      );
      upstream.setTimeout(idleMs, () => upstream.destroy());
      const answer = await this.#exchange(message, url, upstream);
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', endToEnd(answer));
      await pipeline(answer, response);
    } catch (error) {
      if (response.headersSent) response.destroy();
      else refuse(response, statusOf(error), (error as Error).message);
    }
  }

  /** Each request has a connection of its own: what is smuggled into one gets no further than its own target. */
  #exchange(message: IncomingMessage, url: URL, upstream: Socket): Promise<IncomingMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = [...endToEnd(message), 'Host', url.host, 'Connection', 'close'];
    const outgoing = request({
      method: message.method ?? 'GET',
      path: `${url.pathname}${url.search}`,
      headers,
      setHost: false,
      createConnection: () => upstream,
    });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
    message.once('close', () => message.complete || outgoing.destroy());
    pipeline(message, outgoing).catch(reject);
    return promise;
  }
}

/** `host:port` or `[address]:port`. */
function authority(text: string): { host: string; port: number } | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([\da-f:.]+)\]|([^:[\]@/]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return host !== undefined && port > 0 && port < 65_536 ? { host, port } : undefined;
}

/** Names and values in turn, as they came, without what is between the proxy and its neighbours. */
function endToEnd({ rawHeaders, headers }: IncomingMessage): string[] {
  const named = new Set((headers.connection ?? '').toLowerCase().split(/\s*,\s*/));
  const kept: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const lower = name.toLowerCase();
    if (lower !== 'host' && !hopByHop.has(lower) && !named.has(lower)) kept.push(name, value);
  }
  return kept;
}

function statusOf(error: unknown): 403 | 502 {
  return error instanceof TargetRefused ? 403 : 502;
}

function refuse(response: ServerResponse, status: number, why: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end(`${why}\n`);
}

function refusal(status: number, why: string): string {
  const reason = status === 403 ? 'Forbidden' : status === 400 ? 'Bad Request' : 'Bad Gateway';
  const body = `${why}\n`;
  return [
    `HTTP/1.1 ${status} ${reason}`,
    'Content-Type: text/plain',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
