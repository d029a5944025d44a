import { UpstreamError } from '../errors.ts';
import type { JsonRpcMessage, SendOptions, Transport } from '../transport.ts';
import { dump, type HttpAnswer } from './dialer.ts';
import { readEvents } from './event-stream.ts';
import { statusFailure } from './http-failure.ts';
import { deliver } from './message-delivery.ts';
import { mediaType } from './read-body.ts';
import type { SseEvent } from './sse-parser.ts';
import type { HttpTransportParts } from './streamable-http-transport.ts';

/** One stream from the server, from its opening to its end: a session of the old transport. */
interface Session {
  /** Where messages are posted to. */
  readonly endpoint: URL;
  readonly stop: AbortController;
}

/**
 * HTTP+SSE, the transport of 2024-11-05: the server speaks on one stream, which first says where to post to. A stream
 * that ends takes the session with it; the next `initialize` opens another.
 * Source: https://modelcontextprotocol.io/specification/2024-11-05/basic/transports#http-with-sse
 */
export class SseTransport implements Transport {
  readonly kind = 'sse';
  readonly #parts: HttpTransportParts;
  /** Requests that are not answered yet. */
  readonly #waiting = new Set<number>();
  readonly #closing = new AbortController();
  #opening: Promise<Session> | undefined;
  #session: Session | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: HttpTransportParts) {
    this.#parts = parts;
  }

  /**
   * Opens the stream, if it isn't open.
   *
   * @throws UpstreamError there is no server of this transport, or it can't be reached
   */
  async open(): Promise<void> {
    this.#opening ??= this.#open();
    await this.#opening;
  }

  send(message: JsonRpcMessage, options: SendOptions = {}): Promise<void> {
    return this.#send(message, JSON.stringify(message), options);
  }

  opened(): void {}

  abandon(id: number): void {
    this.#waiting.delete(id);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #send(message: JsonRpcMessage, body: string, { headers, signal }: SendOptions): Promise<void> {
    const { channel } = this.#parts;
    const isRequest = 'method' in message && 'id' in message;
    if (isRequest && message.method === 'initialize') await this.open();
    const session = this.#session;
    if (!session) throw this.#failure('GW_UPSTREAM_UNREACHABLE', 'has ended its session', true);
    const scope = session.stop.signal;
    if (isRequest) this.#waiting.add(message.id);
    try {
      const answer = await channel.request({
        method: 'POST',
        url: session.endpoint,
        headers: {
          ...headers,
          accept: 'application/json, text/event-stream',
          'content-type': 'application/json',
        },
        body,
        signal: signal ? AbortSignal.any([scope, signal]) : scope,
      });
      await dump(answer);
      const { status, url } = answer;
      if (status < 200 || status >= 300) throw statusFailure(channel.service, url, status);
    } catch (error) {
      if (isRequest && !this.#waiting.delete(message.id)) return;
      throw error;
    }
  }

  async #open(): Promise<Session> {
    const { channel } = this.#parts;
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, this.#closing.signal]);
    try {
      const headers = { accept: 'text/event-stream' };
      const answer = await channel.request({ method: 'GET', headers, signal });
      if (answer.status !== 200 || mediaType(answer) !== 'text/event-stream') {
        await dump(answer);
        if (answer.status !== 200) throw statusFailure(channel.service, answer.url, answer.status);
        throw this.#failure('GW_UPSTREAM_PROTOCOL', 'opened no stream of events');
      }
      const endpoint = await this.#follow(answer, stop);
      this.#session = { endpoint, stop };
      return this.#session;
    } catch (error) {
      stop.abort(error);
      this.#opening = undefined;
      throw error;
    }
  }

  /** Reads the stream beside, and resolves with the endpoint that its first event names. */
  #follow(answer: HttpAnswer, stop: AbortController): Promise<URL> {
    const { channel, maxMessageBytes } = this.#parts;
    const { promise, resolve, reject } = Promise.withResolvers<URL>();
    const late = setTimeout(
      () => reject(this.#failure('GW_UPSTREAM_TIMEOUT', 'did not say where to post messages to')),
      channel.headersTimeoutMs,
    );
    const onEvent = (event: SseEvent) => {
      if (event.type === 'endpoint') {
        const endpoint = this.#endpointOf(event, answer);
        if (endpoint) resolve(endpoint);
        else reject(this.#failure('GW_UPSTREAM_PROTOCOL', 'wants messages posted to another origin'));
      } else if (event.type === 'message' && event.data.length > 0) this.#deliver(event);
    };
    const cursor = { lastEventId: '', retryMs: undefined };
    readEvents(answer, { service: channel.service, maxEventBytes: maxMessageBytes, cursor, onEvent })
      .then(
        () => this.#failure('GW_UPSTREAM_UNREACHABLE', 'ended its stream'),
        (error: Error) => error,
      )
      .then(error => {
        reject(error);
        this.#end(stop, error);
      });
    return promise.finally(() => clearTimeout(late));
  }

  #deliver({ data }: SseEvent): void {
    const { channel, events, log } = this.#parts;
    const answered = deliver(data, events);
    for (const id of answered ?? []) this.#waiting.delete(id as number);
    if (answered) return;
    log.log('warn', { service: channel.service }, 'The server sent an event that is no JSON message');
  }

  /** Where messages go; only to the server's own origin, lest it have us post to anyone. */
  #endpointOf({ data }: SseEvent, { url }: HttpAnswer): URL | undefined {
    const endpoint = URL.parse(data.toString(), url.href);
    return endpoint?.origin === url.origin ? endpoint : undefined;
  }

  /** The stream is over: nothing that was asked on it will be answered. */
  #end(stop: AbortController, error: Error): void {
    stop.abort(error);
    if (this.#session?.stop !== stop) return;
    this.#session = undefined;
    this.#opening = undefined;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    if (this.#closing.signal.aborted) return;
    this.#parts.events.onSessionLost();
    for (const id of waiting) this.#parts.events.onStreamEnd(id, error);
  }

  async #close(): Promise<void> {
    const reason = this.#failure('GW_UPSTREAM_EXITED', 'was stopped');
    this.#closing.abort(reason);
    this.#session?.stop.abort(reason);
    await this.#parts.channel.close();
  }

  #failure(code: UpstreamError['code'], what: string, retryable = false): UpstreamError {
    const { service, url } = this.#parts.channel;
    const message = code === 'GW_UPSTREAM_EXITED' ? what : `(${url.host}) ${what}`;
    return new UpstreamError(code, service, `Service ${service} ${message}`, { retryable });
  }
}
