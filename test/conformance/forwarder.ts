import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Forwarder extends AsyncDisposable {
  /** Where to send what is to be forwarded: `http://127.0.0.1:PORT`. */
  readonly url: string;
}

/**
 * Stands in front of a server for a client that can't send credentials, and adds them. Everything else passes as it
 * comes, `Host` and `Origin` included, in both directions as it arrives; either side's leaving ends the other.
 */
export async function startForwarder(target: string, authorization: string): Promise<Forwarder> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, answer) => {
    const { method, url: path, headers } = incoming;
    const forwarded = request({ hostname, port, method, path, headers: { ...headers, authorization } });
    forwarded.once('response', response => passBack(response, answer));
    forwarded.once('error', error => answer.destroy(error));
    answer.once('close', () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function passBack(response: IncomingMessage, answer: ServerResponse): void {
  answer.writeHead(response.statusCode ?? 502, response.headers);
  // A stream may stay without a byte for long, and its client waits for the head.
  answer.flushHeaders();
  response.once('error', error => answer.destroy(error));
  response.pipe(answer);
}
