import { setTimeout } from 'node:timers/promises';
import { UpstreamError, UpstreamHttpError } from '../errors.ts';
import { asObject, type JsonObject, parseLine } from '../json-rpc/json-rpc-message.ts';
import type { LogLimiter } from '../json-rpc/log-limiter.ts';
import type { Era, JsonRpcMessage, SendOptions, Transport, TransportEvents } from '../transport.ts';
import { readAnswerStream } from './answer-stream.ts';
import { dump, type HttpAnswer } from './dialer.ts';
import type { HttpChannel } from './http-channel.ts';
import { statusFailure } from './http-failure.ts';
import { ListeningStream } from './listening-stream.ts';
import { deliver } from './message-delivery.ts';
import { messageHeaders } from './message-headers.ts';
import { mediaType, readBody } from './read-body.ts';
import type { SseEvent } from './sse-parser.ts';

const JSON_TYPE = 'application/json';
const EVENTS_TYPE = 'text/event-stream';
/** Session ids are visible ASCII; a longer one is nothing that anyone means. */
const SESSION_ID = /^[\x21-\x7e]{1,1024}$/;
/** Statuses that speak of the way to the server: what their body says is no answer of its to a request. */
const transportStatuses = new Set([401, 403, 408, 429, 502, 503, 504]);
/** What a server gets to open its stream of notifications before it is asked: what it says earlier, it says to nobody. */
const STREAM_PATIENCE_MS = 1_000;
/** First requests after a pause, which do no harm when they are asked twice. */
const openings = new Set(['initialize', 'server/discover']);
const MAX_ERROR_BYTES = 256 * 1024;
/** Time that the server gets to hear that a session is over. */
const GOODBYE_MS = 2_000;

/** What both transports over HTTP are made of. */
export interface HttpTransportParts {
  readonly channel: HttpChannel;
  readonly events: TransportEvents;
  readonly log: LogLimiter;
  /** Bound of a message, in bytes. */
  readonly maxMessageBytes: number;
}

/**
 * Streamable HTTP of both eras: each message is a POST, and a request is answered on it, by JSON or by a stream.
 * Which era a request is of, it says itself; in the 2025 era there are also a session, a stream for what belongs to
 * no request, and streams that are taken up again.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http and
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
export class StreamableHttpTransport implements Transport {
  readonly kind = 'streamable-http';
  readonly #parts: HttpTransportParts;
  readonly #requests = new Map<number, AbortController>();
  readonly #closing = new AbortController();
  #version: string | undefined;
  #session: string | undefined;
  #listening: ListeningStream | undefined;
  #handshake: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  constructor(parts: HttpTransportParts) {
    this.#parts = parts;
  }

  send(message: JsonRpcMessage, options: SendOptions = {}): Promise<void> {
    const body = JSON.stringify(message);
    if (this.#closing.signal.aborted) return Promise.reject(this.#stopped());
    if ('method' in message && 'id' in message) return this.#request(message, body, options);
    const sent = this.#tell(message, body, options);
    if ('method' in message && message.method === 'notifications/initialized') {
      this.#handshake = sent.then(
        () => Promise.race([this.#listen(), setTimeout(STREAM_PATIENCE_MS, undefined, { ref: false })]),
        () => {},
      );
    }
    return sent;
  }

  opened({ era, protocolVersion }: { era: Era; protocolVersion: string }): void {
    this.#version = era === '2025' ? protocolVersion : undefined;
  }

  abandon(id: number): void {
    const { service } = this.#parts.channel;
    const message = `Service ${service} did not finish: nobody waits for the answer`;
    this.#requests.get(id)?.abort(new UpstreamError('GW_UPSTREAM_CANCELLED', service, message));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Sends what has no answer. */
  async #tell(message: JsonRpcMessage, body: string, options: SendOptions): Promise<void> {
    await this.#handshake;
    const session = this.#session;
    const signal = anyOf(this.#closing.signal, options.signal);
    const answer = await this.#post(message, body, { headers: options.headers, session, signal });
    const refusal = await this.#refusal(answer, session);
    if (refusal) throw refusal.error;
    await dump(answer);
  }

  /** Sends a request; once it is taken, its answer is read beside. */
  async #request(message: Request, body: string, options: SendOptions): Promise<void> {
    const { id, method } = message;
    const scope = new AbortController();
    this.#requests.set(id, scope);
    let reading: Promise<void> | undefined;
    try {
      if (method === 'initialize') this.#forgetSession();
      // Servers refuse what overtakes the end of the handshake, and may ask on the stream that follows it.
      else await this.#handshake;
      const session = this.#session;
      const signal = anyOf(scope.signal, options.signal);
      const post = () => this.#post(message, body, { headers: options.headers, session, signal });
      const answer = await (openings.has(method) ? onceMoreIfCut(post) : post());
      const refusal = await this.#refusal(answer, session);
      if (refusal) {
        if (!refusal.reply) throw refusal.error;
        this.#parts.events.onMessage({ ...refusal.reply, id }, id);
        return;
      }
      if (method === 'initialize') this.#session = sessionOf(answer);
      reading = this.#read(answer, message, scope.signal);
    } finally {
      if (!reading) this.#requests.delete(id);
    }
    reading
      .catch((error: Error) => {
        if (!scope.signal.aborted) this.#parts.events.onStreamEnd(id, error);
      })
      .finally(() => this.#requests.delete(id));
  }

  #post(
    message: JsonRpcMessage,
    body: string,
    options: { headers: SendOptions['headers']; session: string | undefined; signal: AbortSignal },
  ): Promise<HttpAnswer> {
    const own = messageHeaders(message);
    return this.#parts.channel.request({
      method: 'POST',
      body,
      signal: options.signal,
      isCall: 'method' in message && 'id' in message,
      headers: {
        ...options.headers,
        accept: `${JSON_TYPE}, ${EVENTS_TYPE}`,
        'content-type': JSON_TYPE,
        ...(own ?? this.#versionHeader()),
      },
      privateHeaders: own ? {} : sessionHeader(options.session),
    });
  }

  /** Why a message wasn't taken, and the server's own words where it has said it as an answer to a request. */
  async #refusal(
    answer: HttpAnswer,
    session: string | undefined,
  ): Promise<{ error: UpstreamHttpError; reply?: JsonObject | undefined } | undefined> {
    const { status, url } = answer;
    if (status >= 200 && status < 300) return undefined;
    const { service } = this.#parts.channel;
    const reply = await readErrorReply(answer);
    if (session !== undefined && meansSessionLost(status, reply)) {
      this.#loseSession(session);
      const message = `Service ${service} (${url.host}) does not know its session any more`;
      return { error: new UpstreamHttpError(service, status, message, { retryable: true }) };
    }
    const error = statusFailure(service, url, status);
    return transportStatuses.has(status) ? { error } : { error, reply };
  }

  async #read(answer: HttpAnswer, { id, method, ...message }: Request, signal: AbortSignal): Promise<void> {
    const { channel, events, maxMessageBytes } = this.#parts;
    const { service } = channel;
    const type = mediaType(answer);
    if (type === JSON_TYPE) {
      const body = await readBody(service, answer, maxMessageBytes);
      if (!deliver(body, events, id)?.includes(id))
        throw this.#misspoken(answer, `answered ${method} with JSON that is no answer`);
    } else if (type === EVENTS_TYPE) {
      const isResumable = messageHeaders({ id, method, ...message }) === undefined;
      await readAnswerStream(answer, {
        service,
        maxEventBytes: maxMessageBytes,
        signal,
        deliver: event => this.#deliverEvent(event, id),
        ...(isResumable ? { resume: after => this.#resume(after, signal) } : {}),
      });
    } else {
      await dump(answer);
      const said = type === '' ? `HTTP ${answer.status} and nothing` : JSON.stringify(type.slice(0, 100));
      throw this.#misspoken(answer, `answered ${method} with ${said} in place of JSON: check its URL`);
    }
  }

  #deliverEvent({ type, data }: SseEvent, relatedTo?: number): boolean {
    // Events without data only say where the stream stands.
    if (type !== 'message' || data.length === 0) return false;
    const { channel, events, log } = this.#parts;
    const answered = deliver(data, events, relatedTo);
    if (answered) return relatedTo !== undefined && answered.includes(relatedTo);
    log.log('warn', { service: channel.service }, 'The server sent an event that is no JSON message');
    return false;
  }

  async #resume(lastEventId: string, signal: AbortSignal): Promise<HttpAnswer> {
    const session = this.#session;
    const answer = await this.#get(lastEventId, session, signal);
    const refusal = await this.#refusal(answer, session);
    if (refusal) throw refusal.error;
    if (mediaType(answer) === EVENTS_TYPE) return answer;
    await dump(answer);
    throw this.#misspoken(answer, 'answered with no stream where one was to be taken up again');
  }

  #get(lastEventId: string, session: string | undefined, signal: AbortSignal): Promise<HttpAnswer> {
    return this.#parts.channel.request({
      method: 'GET',
      signal,
      headers: {
        accept: EVENTS_TYPE,
        ...this.#versionHeader(),
        ...(lastEventId === '' ? {} : { 'last-event-id': lastEventId }),
      },
      privateHeaders: sessionHeader(session),
    });
  }

  /** Hears what belongs to no request; resolves when the server has answered that it may, or may not. */
  #listen(): Promise<void> | undefined {
    const { channel, log, maxMessageBytes } = this.#parts;
    if (this.#closing.signal.aborted || this.#version === undefined) return undefined;
    const session = this.#session;
    this.#listening?.stop();
    this.#listening = new ListeningStream({
      service: channel.service,
      log,
      maxEventBytes: maxMessageBytes,
      open: (lastEventId, signal) => this.#get(lastEventId, session, signal),
      onEvent: event => this.#deliverEvent(event),
      onSessionLost: () => {
        if (session !== undefined) this.#loseSession(session);
      },
    });
    return this.#listening.settled;
  }

  /** Once for each session, however many requests learn of it. */
  #loseSession(session: string): void {
    if (this.#session !== session) return;
    this.#forgetSession();
    this.#parts.events.onSessionLost();
  }

  #forgetSession(): void {
    this.#session = undefined;
    this.#version = undefined;
    this.#handshake = undefined;
    this.#listening?.stop();
    this.#listening = undefined;
  }

  async #close(): Promise<void> {
    const reason = this.#stopped();
    const session = this.#session;
    const headers = this.#versionHeader();
    this.#closing.abort(reason);
    for (const scope of this.#requests.values()) scope.abort(reason);
    this.#forgetSession();
    const { channel } = this.#parts;
    if (session !== undefined) {
      const goodbye = { method: 'DELETE', headers, privateHeaders: sessionHeader(session) } as const;
      // Servers may refuse it, or be gone; there is nobody to tell.
      await channel
        .request({ ...goodbye, signal: AbortSignal.timeout(GOODBYE_MS) })
        .then(dump)
        .catch(() => {});
    }
    await channel.close();
  }

  #versionHeader(): Record<string, string> {
    return this.#version === undefined ? {} : { 'mcp-protocol-version': this.#version };
  }

  #stopped(): UpstreamError {
    const { service } = this.#parts.channel;
    return new UpstreamError('GW_UPSTREAM_EXITED', service, `Service ${service} was stopped`);
  }

  #misspoken({ url }: HttpAnswer, what: string): UpstreamError {
    const { service } = this.#parts.channel;
    return new UpstreamError('GW_UPSTREAM_PROTOCOL', service, `Service ${service} (${url.host}) ${what}`);
  }
}

type Request = Extract<JsonRpcMessage, { method: string; id: number }>;

const sessionHeader = (session: string | undefined): Record<string, string> =>
  session === undefined ? {} : { 'mcp-session-id': session };

function sessionOf({ headers }: HttpAnswer): string | undefined {
  const session = headers['mcp-session-id'];
  return typeof session === 'string' && SESSION_ID.test(session) ? session : undefined;
}

/** The server may have closed a connection in a pause, which shows when it is used again. */
async function onceMoreIfCut<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    const isCut =
      error instanceof UpstreamError && error.code === 'GW_UPSTREAM_UNREACHABLE' && !error.retryable;
    if (!isCut) throw error;
    return attempt();
  }
}

function anyOf(first: AbortSignal, second: AbortSignal | undefined): AbortSignal {
  return second ? AbortSignal.any([first, second]) : first;
}

/** The JSON-RPC error that a refusal's body is, if it is one. */
async function readErrorReply(answer: HttpAnswer): Promise<JsonObject | undefined> {
  if (mediaType(answer) !== JSON_TYPE || answer.headers['content-encoding'] !== undefined) {
    await dump(answer);
    return undefined;
  }
  const body = await readBody('', answer, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0));
  const parsed = parseLine(body);
  const message = parsed.kind === 'message' ? asObject(parsed.message) : undefined;
  return message && asObject(message.error) ? message : undefined;
}

/**
 * Whether a server that was sent a session's id says that it doesn't know it. It should by 404; the official SDKs'
 * servers that know sessions by a map, and were restarted, answer 400.
 */
function meansSessionLost(status: number, reply: JsonObject | undefined): boolean {
  if (status !== 400) return status === 404;
  const { code, message } = asObject(reply?.error) ?? {};
  return (code === -32_000 || code === -32_600) && /session|not initialized/i.test(String(message));
}
