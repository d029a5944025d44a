import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry does with a request; nothing: it never answers. */
export type Answer = (url: URL, request: IncomingMessage, response: ServerResponse) => void;

/** A registry over HTTP on this machine, that tells what it was asked. */
export class RegistryServer implements AsyncDisposable {
  /** Paths that were asked for. */
  readonly requests: string[] = [];
  /** Requests whose path matches are never answered. */
  stalls: RegExp | undefined;
  /** Answers these paths with other content than was published. */
  replaced: { readonly path: RegExp; readonly content: Buffer } | undefined;
  readonly #server: Server;

  constructor(answer: Answer) {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', this.url);
      this.requests.push(url.pathname + url.search);
      if (this.stalls?.test(url.pathname)) return;
      if (this.replaced?.path.test(url.pathname)) response.end(this.replaced.content);
      else answer(url, request, response);
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
