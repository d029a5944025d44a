import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Line } from './line.ts';
import { type McpPlace, mcpRequest } from './mcp-request.ts';

/** A `subscriptions/listen` stream that counts what it is told about the resource it asks for. */
export class OpenStream {
  readonly #request: ClientRequest;
  readonly #told = Promise.withResolvers<void>();
  notifications = 0;

  private constructor(request: ClientRequest) {
    this.#request = request;
    request.on('error', () => undefined);
    this.#told.promise.catch(() => undefined);
  }

  /** Resolves when the stream is acknowledged. */
  static async listen({ url, authorization }: Line, place: McpPlace, uri: string): Promise<OpenStream> {
    const notifications = { resourceSubscriptions: [uri] };
    const { path, headers, body } = mcpRequest(place, 'subscriptions/listen', { notifications });
    const sent = request(url + path, {
      method: 'POST',
      agent: false,
      headers: { ...headers, authorization, 'content-type': 'application/json' },
    });
    const stream = new OpenStream(sent);
    const acknowledged = Promise.withResolvers<void>();
    sent.once('error', acknowledged.reject);
    sent.once('response', response => stream.#read(response, acknowledged));
    sent.end(JSON.stringify(body));
    await acknowledged.promise;
    return stream;
  }

  /** Resolves with the first notification about the resource; rejects when the stream ends before, or after 10 s. */
  async told(): Promise<void> {
    const timer = setTimeout(() => this.#told.reject(new Error('The stream was told nothing')), 10_000);
    await this.#told.promise.finally(() => clearTimeout(timer));
  }

  close(): void {
    this.#request.destroy();
  }

  #read(response: IncomingMessage, acknowledged: PromiseWithResolvers<void>): void {
    let text = '';
    const ended = () => {
      const error = new Error(`The stream ended with ${response.statusCode}: ${text.slice(0, 500)}`);
      acknowledged.reject(error);
      this.#told.reject(error);
    };
    response.once('error', ended).once('end', ended);
    response.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('notifications/subscriptions/acknowledged')) acknowledged.resolve();
      this.notifications = text.split('notifications/resources/updated').length - 1;
      if (this.notifications > 0) this.#told.resolve();
    });
  }
}
