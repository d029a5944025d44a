import { UpstreamHttpError } from '../errors.ts';
import type { Era, JsonRpcMessage, SendOptions, Transport, TransportKind } from '../transport.ts';
import { SseTransport } from './sse-transport.ts';
import { type HttpTransportParts, StreamableHttpTransport } from './streamable-http-transport.ts';

/** Answers to `initialize` that a server of the old transport may give where it takes no POST. */
const refusals = new Set([400, 404, 405]);

/**
 * Streamable HTTP, and HTTP+SSE where a server turns out to know only that: when it refuses `initialize`, and opens a
 * stream that names an endpoint.
 * Source: https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#backwards-compatibility
 */
export class AutoTransport implements Transport {
  readonly #streamable: StreamableHttpTransport;
  readonly #sse: SseTransport;
  #chosen: Transport | undefined;

  constructor(parts: HttpTransportParts) {
    this.#streamable = new StreamableHttpTransport(parts);
    this.#sse = new SseTransport(parts);
  }

  get kind(): TransportKind {
    return (this.#chosen ?? this.#streamable).kind;
  }

  send(message: JsonRpcMessage, options?: SendOptions): Promise<void> {
    if (this.#chosen) return this.#chosen.send(message, options) as Promise<void>;
    const sent = this.#streamable.send(message, options);
    if (!('method' in message) || message.method !== 'initialize') return sent;
    return sent.catch(error => this.#fallBack(error, message, options));
  }

  opened(info: { readonly era: Era; readonly protocolVersion: string }): void {
    this.#chosen ??= this.#streamable;
    this.#chosen.opened(info);
  }

  abandon(id: number): void {
    this.#streamable.abandon(id);
    this.#sse.abandon(id);
  }

  async close(): Promise<void> {
    // In this order: both use one channel, and the first has something to say at its end.
    await this.#streamable.close();
    await this.#sse.close();
  }

  async #fallBack(error: unknown, message: JsonRpcMessage, options: SendOptions | undefined): Promise<void> {
    if (!(error instanceof UpstreamHttpError) || !refusals.has(error.status)) throw error;
    try {
      await this.#sse.open();
    } catch {
      // What the newer transport was told says more.
      throw error;
    }
    this.#chosen = this.#sse;
    await this.#sse.send(message, options);
  }
}
