import { metaAsGiven, type RequestMeta } from '../eras/request-meta.ts';
import { UpstreamError, UpstreamRpcError } from '../errors.ts';
import type { Era, Transport, TransportEvents } from '../transport.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { asObject, isRequestId, type JsonObject } from './json-rpc-message.ts';
import type { LogLimiter } from './log-limiter.ts';
import { NotificationDelivery, type Origin } from './notification-delivery.ts';
import { PendingCalls, type RequestOptions } from './pending-calls.ts';
import type { RequestHandler } from './request-handler.ts';
import { type ServerRequestId, ServerRequests } from './server-requests.ts';

/** Never cancelled: the specification forbids it, or a server that knows the method not would wonder. */
const openings = ['initialize', 'server/discover'];

export interface JsonRpcConnectionOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  readonly limits: ConnectionLimits;
  readonly log: LogLimiter;
  /** Makes the transport that the connection uses from now on. */
  readonly connect: (events: TransportEvents) => Transport;
  /** Answers what the server asks outside of any call that has a handler. */
  readonly onRequest: RequestHandler | undefined;
  /** @param delivered a call has had it */
  readonly onNotification: (method: string, params: JsonObject | undefined, delivered: boolean) => void;
  /** The transport can be used no longer. */
  readonly onBroken: (error: Error) => void;
  readonly onSessionLost: () => void;
}

/** The conversation with one upstream: ids mapped, what belongs together brought together, and nothing else changed. */
export class JsonRpcConnection {
  readonly #options: JsonRpcConnectionOptions;
  readonly #transport: Transport;
  readonly #pending: PendingCalls;
  readonly #delivery: NotificationDelivery;
  readonly #serverRequests: ServerRequests;
  #meta: RequestMeta = metaAsGiven;
  #era: Era | undefined;
  #nextId = 1;
  #refusal: ((sent: boolean) => Error) | undefined;

  constructor(options: JsonRpcConnectionOptions) {
    this.#options = options;
    const { service, log } = options;
    this.#pending = new PendingCalls({
      onTimeout: (id, { method, options: { timeoutMs }, reject }) => {
        reject(this.#error('GW_UPSTREAM_TIMEOUT', `did not answer ${method} within ${timeoutMs} ms`));
        this.#giveUp(id, method, `No answer within ${timeoutMs} ms`);
      },
      onAbort: (id, { method, options: { signal }, reject }) => {
        reject(
          this.#error('GW_UPSTREAM_CANCELLED', `did not finish ${method}: it was cancelled`, {
            cause: signal?.reason,
          }),
        );
        this.#giveUp(id, method, 'Cancelled by the caller');
      },
    });
    this.#delivery = new NotificationDelivery(this.#pending, err =>
      log.log('error', { service, err }, 'A listener of a call threw'),
    );
    this.#serverRequests = new ServerRequests({
      service,
      log,
      answer: (id, reply) => {
        if (!this.#refusal) this.#post({ jsonrpc: '2.0', id: id as string | number, ...reply });
      },
    });
    this.#transport = options.connect({
      onMessage: (message, relatedTo) => this.#onMessage(message, relatedTo),
      onUnreadable: (how, answered) => this.#onUnreadable(how, answered),
      onStreamEnd: (id, error) => this.#fail(id, error),
      onBroken: options.onBroken,
      onSessionLost: options.onSessionLost,
    });
  }

  /** Whether a request waits for its answer. */
  get waiting(): boolean {
    return this.#pending.size > 0;
  }

  /** What is to be put into requests from now on, and how they are cancelled. */
  opened(info: { era: Era; protocolVersion: string }, meta: RequestMeta): void {
    this.#era = info.era;
    this.#meta = meta;
    this.#transport.opened(info);
  }

  /** Exchanges what is put into requests. */
  set meta(meta: RequestMeta) {
    this.#meta = meta;
  }

  get transportKind(): Transport['kind'] {
    return this.#transport.kind;
  }

  /**
   * Sends a request and gives the result as it came.
   *
   * @throws UpstreamError `GW_UPSTREAM_TIMEOUT`, `_CANCELLED`, `_RPC_ERROR`, `_BUSY`, `_PROTOCOL`, `_EXITED`; remote
   *   upstreams also `_UNREACHABLE`, `_HTTP`, `_ADDRESS_REFUSED`
   * @throws TypeError when the parameters are not JSON
   */
  request(method: string, params: JsonObject | undefined, options: RequestOptions): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#refusal) throw this.#refusal(false);
      if (options.signal?.aborted) {
        const cause: unknown = options.signal.reason;
        throw this.#error('GW_UPSTREAM_CANCELLED', `was not asked ${method}: it was cancelled`, {
          cause,
          retryable: true,
        });
      }
      const { maxPendingCalls } = this.#options.limits;
      if (this.#pending.size >= maxPendingCalls) {
        throw this.#error('GW_UPSTREAM_BUSY', `has ${maxPendingCalls} calls waiting already`, {
          retryable: true,
        });
      }
      const id = this.#nextId++;
      const sent = options.asGiven ? params : this.#meta(params, options.onProgress && id);
      const { headers } = options;
      const outcome = this.#transport.send(
        { jsonrpc: '2.0', id, method, params: sent },
        headers && { headers },
      );
      if (outcome === false) {
        throw this.#error('GW_UPSTREAM_BUSY', 'does not read what is sent to it', { retryable: true });
      }
      this.#pending.add(id, { method, resolve, reject, options });
      if (outcome !== true) outcome.catch((error: Error) => this.#fail(id, error));
    });
  }

  /** Sends a notification; it is lost when the server doesn't read. */
  notify(method: string, params?: JsonObject): void {
    if (!this.#refusal) this.#post({ jsonrpc: '2.0', method, params });
  }

  /** From now on requests fail with this error, unsent; answers to those sent before still count. */
  refuse(error: (sent: boolean) => Error): void {
    this.#refusal ??= error;
  }

  /** Fails what waits, and hears nothing further. Resolves when the transport is closed. */
  async close(error: (sent: boolean) => Error): Promise<void> {
    this.refuse(error);
    this.#serverRequests.close();
    this.#pending.rejectAll(() => error(true));
    await this.#transport.close();
  }

  #onMessage(message: unknown, relatedTo: number | undefined): void {
    if (Array.isArray(message)) for (const one of message) this.#dispatch(one, relatedTo);
    else this.#dispatch(message, relatedTo);
  }

  #dispatch(value: unknown, relatedTo: number | undefined): void {
    const message = asObject(value);
    if (!message) {
      this.#complain('The server wrote JSON that is no message');
      return;
    }
    const { id, method } = message;
    // A server counts its own ids, so a request's may equal one of ours: what has a method is no answer.
    if (typeof method === 'string') {
      const params = asObject(message.params);
      if (id === undefined) this.#onNotification(method, params, relatedTo);
      else if (isRequestId(id)) this.#onRequest(id, method, params, relatedTo);
      else this.#complain('The server sent a request without a usable id');
    } else if (method === undefined && id !== undefined) this.#onAnswer(id, message);
    else this.#complain('The server wrote JSON that is no message');
  }

  #onAnswer(id: unknown, message: JsonObject): void {
    const call = typeof id === 'number' ? this.#pending.take(id) : undefined;
    if (!call) {
      const asked = typeof id === 'number' && id > 0 && id < this.#nextId;
      this.#complain(
        asked ? 'The server answered late or twice' : 'The server answered what nobody asked',
        'debug',
      );
      return;
    }
    if (call.options.onRequest) this.#serverRequests.callEnded(id as number);
    const { error } = message;
    if (error !== undefined && error !== null) call.reject(this.#rpcError(error));
    else if ('result' in message) call.resolve(message.result);
    else
      call.reject(
        this.#error('GW_UPSTREAM_PROTOCOL', `answered ${call.method} with neither result nor error`),
      );
  }

  #onNotification(method: string, params: JsonObject | undefined, relatedTo: number | undefined): void {
    if (method === 'notifications/cancelled') this.#serverRequests.withdraw(params?.requestId);
    const delivered = this.#delivery.deliver(method, params, relatedTo ?? this.#originOfOthers);
    this.#options.onNotification(method, params, delivered);
  }

  #onRequest(
    id: ServerRequestId,
    method: string,
    params: JsonObject | undefined,
    relatedTo: number | undefined,
  ): void {
    if (this.#era === '2026') {
      // Nor may it be answered: servers of that era ask in their results.
      this.#complain('The server sent a request, which its era does not have');
      return;
    }
    const own = this.#options.onRequest;
    // What came on a stream of its own is for the client; servers also send there what a call needs to go on.
    const isOwn = relatedTo === undefined && this.#originOfOthers === 'unrelated' && own !== undefined;
    const call = isOwn ? undefined : (relatedTo ?? this.#callThatAsks());
    const handler = call === undefined ? undefined : this.#pending.get(call)?.options.onRequest;
    if (handler) this.#serverRequests.receive(id, method, params, { handler, call });
    else this.#serverRequests.receive(id, method, params, { handler: own });
  }

  get #originOfOthers(): Origin {
    const { kind } = this.#transport;
    return kind === 'streamable-http' || kind === 'in-process' ? 'unrelated' : 'unknown';
  }

  /** On one channel nothing tells: most likely it is the newest call that can answer and isn't asked already. */
  #callThatAsks(): number | undefined {
    return (
      this.#pending.findNewest(
        (id, { options }) => options.onRequest !== undefined && !this.#serverRequests.concern(id),
      ) ?? this.#pending.findNewest((_id, { options }) => options.onRequest !== undefined)
    );
  }

  /** A message that is too long or too deep to look into fails the call that it answers, if it tells. */
  #onUnreadable(how: string, answered: number | undefined): void {
    const call = answered === undefined ? undefined : this.#pending.take(answered);
    this.#complain(`The server wrote a message that is ${how}`);
    call?.reject(
      this.#error('GW_UPSTREAM_PROTOCOL', `answered ${call.method} with a message that is ${how}`),
    );
  }

  #fail(id: number, error: Error): void {
    const call = this.#pending.take(id);
    if (call?.options.onRequest) this.#serverRequests.callEnded(id);
    call?.reject(error);
  }

  #giveUp(requestId: number, method: string, reason: string): void {
    this.#serverRequests.callEnded(requestId);
    const { kind } = this.#transport;
    // Over HTTP in the 2026 era the end of the stream says it.
    const isSaid = this.#era === '2026' && kind !== 'stdio';
    if (!openings.includes(method) && !isSaid) this.notify('notifications/cancelled', { requestId, reason });
    this.#transport.abandon(requestId);
  }

  /** Sends what has no answer. */
  #post(message: Parameters<Transport['send']>[0]): void {
    const outcome = this.#transport.send(message);
    if (typeof outcome === 'boolean') return;
    outcome.catch((err: unknown) => {
      const { log, service } = this.#options;
      log.log('debug', { service, err }, 'A message did not reach the server');
    });
  }

  #rpcError(error: unknown): UpstreamRpcError {
    const { code, message, data } = asObject(error) ?? { message: error };
    return new UpstreamRpcError(this.#options.service, {
      code: typeof code === 'number' ? code : -32603,
      message: typeof message === 'string' ? message : 'unknown error',
      data,
    });
  }

  #error(
    code: UpstreamError['code'],
    what: string,
    options?: { cause?: unknown; retryable?: boolean },
  ): UpstreamError {
    const { service } = this.#options;
    return new UpstreamError(code, service, `Service ${service} ${what}`, options);
  }

  #complain(message: string, level: 'warn' | 'debug' = 'warn'): void {
    const { log, service } = this.#options;
    log.log(level, { service }, message);
  }
}
