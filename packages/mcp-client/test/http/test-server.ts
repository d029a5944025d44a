import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a test server got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The body as JSON, where it is. */
  readonly message: Message | undefined;
}

export interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}

export type Handler = (request: Received, response: ServerResponse) => void | Promise<void>;

export interface TestServer extends AsyncDisposable {
  readonly port: number;
  /** Of the path `/mcp`. */
  readonly url: string;
  /** All requests so far. */
  readonly received: readonly Received[];
  /** Those of a method, such as `GET`, or with a message of a method, such as `tools/call`. */
  of(method: string): readonly Received[];
}

/** An HTTP server on a free port of 127.0.0.1. */
export async function startTestServer(handler: Handler, port = 0): Promise<TestServer> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    // A client that leaves in the middle is none of the server's business.
    request.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const entry: Received = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      text,
      message: text.startsWith('{') ? JSON.parse(text) : undefined,
    };
    received.push(entry);
    await handler(entry, response);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/mcp`,
    received,
    of: method => received.filter(request => [request.method, request.message?.method].includes(method)),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with a JSON message. */
export function sendJson(response: ServerResponse, body: unknown, status = 200, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Begins a stream of events. */
export function beginStream(response: ServerResponse, headers = {}): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', ...headers }).flushHeaders();
}

/** One event of a stream, with a message as its data. */
export const event = (message: unknown, id?: string): string =>
  `${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(message)}\n\n`;

/** The answer to a request. */
export const resultOf = ({ message }: Received, result: unknown = {}) => ({
  jsonrpc: '2.0',
  id: message?.id,
  result,
});
