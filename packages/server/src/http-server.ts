import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import { maxBodyBytes } from './error-answers.ts';
import { securityHeaders } from './security-headers.ts';

/**
 * Options for the `http` or `https` server in front of the application: senders that are slow on purpose are cut
 * off, and a request without `Host` gets the application's own answer. Times in milliseconds, sizes in bytes.
 */
export const httpServerOptions = {
  headersTimeout: 20_000,
  requestTimeout: 120_000,
  // Longer than the usual minute of load balancers, so that they are the ones to close.
  keepAliveTimeout: 72_000,
  maxHeaderSize: 32 * 1024,
  connectionsCheckingInterval: 5_000,
  requireHostHeader: false,
} as const;

/** Gives a server the answers that Node gives without asking the application: as `{error}`, with the headers. */
export function guardHttpServer(server: Server | TlsServer): void {
  server.on('clientError', answerClientError);
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    endWith(socket, 405, 'Method CONNECT is not allowed'),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // A body that is too large is refused before it is sent.
    if (!(Number(request.headers['content-length']) > maxBodyBytes)) response.writeContinue();
    server.emit('request', request, response);
  });
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    const { body, headers } = refusal('Expectation is not supported');
    response.writeHead(417, headers).end(body);
  });
}

/** Answers what is not HTTP, or not within its bounds, and closes the connection. A `clientError` listener. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const [status, message] = refusals[error.code ?? ''] ?? [400, 'Malformed HTTP request'];
  endWith(socket, status, message);
}

const refusals: Readonly<Record<string, [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request was not sent in time'],
  HPE_HEADER_OVERFLOW: [431, 'Request headers are too large'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'Chunk extensions are too large'],
};

function endWith(socket: Duplex, status: number, message: string): void {
  // An answer that is under way can't be followed by another one. Node asks the same way.
  const { _httpMessage: underWay } = socket as { _httpMessage?: ServerResponse };
  if (!socket.writable || underWay?.headersSent) {
    socket.destroy();
    return;
  }
  const { body, headers } = refusal(message);
  const head = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`, () =>
    socket.destroy(),
  );
}

function refusal(message: string) {
  const body = JSON.stringify({ error: message });
  const headers = {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  };
  return { body, headers };
}
