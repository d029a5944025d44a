import type { Readable, Writable } from 'node:stream';
import { UpstreamError, UpstreamRpcError } from './errors.ts';
import { answeredId, asObject, type JsonObject, parseLine } from './json-rpc-message.ts';
import { LineReader } from './line-reader.ts';
import { LineWriter } from './line-writer.ts';
import type { LogLimiter } from './log-limiter.ts';
import { PendingCalls } from './pending-calls.ts';
import type { JsonRpcReply } from './request-handler.ts';
import type { Progress } from './tool.ts';

/** Bounds of a connection, so that no server makes our memory grow. */
export interface ConnectionLimits {
  /** Longest message that a server may send, in bytes. Default 16 MiB. Its call fails with `GW_UPSTREAM_PROTOCOL`. */
  readonly maxLineBytes: number;
  /** Requests that may wait for their answers at once. Default 1,000. Further ones fail with `GW_UPSTREAM_BUSY`. */
  readonly maxPendingCalls: number;
  /** What may lie unread in the server's input, in bytes. Default 16 MiB. Further calls fail with `GW_UPSTREAM_BUSY`. */
  readonly maxUnsentBytes: number;
}

export const defaultLimits: ConnectionLimits = {
  maxLineBytes: 16 * 1024 * 1024,
  maxPendingCalls: 1_000,
  maxUnsentBytes: 16 * 1024 * 1024,
};

export interface JsonRpcConnectionOptions {
  /** Name of the service, for errors. */
  readonly service: string;
  readonly input: Writable;
  readonly output: Readable;
  readonly limits: ConnectionLimits;
  readonly log: LogLimiter;
  readonly onRequest: (
    method: string,
    params: JsonObject | undefined,
  ) => JsonRpcReply | Promise<JsonRpcReply>;
  readonly onNotification: (method: string, params: JsonObject | undefined) => void;
  /** The process has closed a pipe. Whether it lives is another question. */
  readonly onBroken: (pipe: 'input' | 'output') => void;
}

/** How one request is made. */
export interface RequestOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** JSON-RPC over a process's pipes, a message a line: ids mapped, and nothing else changed. */
export class JsonRpcConnection {
  readonly #options: JsonRpcConnectionOptions;
  readonly #reader: LineReader;
  readonly #writer: LineWriter;
  readonly #pending: PendingCalls;
  #nextId = 1;
  #refusal: ((sent: boolean) => Error) | undefined;

  constructor(options: JsonRpcConnectionOptions) {
    this.#options = options;
    this.#pending = new PendingCalls({
      onTimeout: (id, { method, timeoutMs, reject }) => {
        reject(this.#error('GW_UPSTREAM_TIMEOUT', `did not answer ${method} within ${timeoutMs} ms`));
        this.#cancel(id, method, `No answer within ${timeoutMs} ms`);
      },
      onAbort: (id, { method, signal, reject }) => {
        reject(
          this.#error('GW_UPSTREAM_CANCELLED', `did not finish ${method}: it was cancelled`, {
            cause: signal?.reason,
          }),
        );
        this.#cancel(id, method, 'Cancelled by the caller');
      },
    });
    this.#writer = new LineWriter(options.input, options.limits.maxUnsentBytes, () =>
      options.onBroken('input'),
    );
    this.#reader = new LineReader(options.output, {
      maxLineBytes: options.limits.maxLineBytes,
      onLine: line => this.#onLine(line),
      onOverlong: ({ head, tail, bytes }) => this.#onUnreadable(head, tail, `${bytes} bytes long`),
      onEnd: () => options.onBroken('output'),
    });
  }

  /**
   * Sends a request and gives the result as it came.
   *
   * @throws UpstreamError `GW_UPSTREAM_TIMEOUT`, `_CANCELLED`, `_RPC_ERROR`, `_BUSY`, `_PROTOCOL`, `_EXITED`
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
      const sent = options.onProgress ? withProgressToken(params, id) : params;
      if (!this.#send({ jsonrpc: '2.0', id, method, params: sent })) {
        throw this.#error('GW_UPSTREAM_BUSY', 'does not read what is sent to it', { retryable: true });
      }
      const { timeoutMs, signal, onProgress } = options;
      this.#pending.add(id, { method, resolve, reject, timeoutMs, signal, onProgress });
    });
  }

  /** Sends a notification; it is lost when the server doesn't read. */
  notify(method: string, params?: JsonObject): void {
    if (!this.#refusal) this.#send({ jsonrpc: '2.0', method, params });
  }

  /** From now on requests fail with this error, unsent; answers to those sent before still count. */
  refuse(error: (sent: boolean) => Error): void {
    this.#refusal ??= error;
  }

  /** Fails what waits, and hears nothing further. */
  close(error: (sent: boolean) => Error): void {
    this.refuse(error);
    this.#reader.stop();
    this.#pending.rejectAll(() => error(true));
  }

  /** Resolves when nothing waits, or when what a dead process left in the pipe has been read. */
  async drained(): Promise<void> {
    if (this.#pending.size > 0) await this.#reader.drained();
  }

  #onLine(line: Buffer): void {
    const parsed = parseLine(line);
    if (parsed.kind === 'message') {
      if (!parsed.validUtf8) this.#complain('The server wrote bytes that are not UTF-8');
      if (Array.isArray(parsed.message)) for (const message of parsed.message) this.#dispatch(message);
      else this.#dispatch(parsed.message);
    } else if (parsed.kind === 'tooDeep') {
      this.#onUnreadable(line, line.subarray(-4_096), 'nested too deeply');
    } else if (parsed.kind === 'junk') {
      this.#complain('The server wrote a line that is not JSON', line.toString('utf8', 0, 200));
    }
  }

  #dispatch(value: unknown): void {
    const message = asObject(value);
    if (!message) {
      this.#complain('The server wrote JSON that is no message');
      return;
    }
    const { id, method } = message;
    // A server counts its own ids, so a request's may equal one of ours: what has a method is no answer.
    if (typeof method === 'string') {
      const params = asObject(message.params);
      if (id === undefined) this.#onNotification(method, params);
      else if (typeof id === 'string' || typeof id === 'number') void this.#onRequest(id, method, params);
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
        undefined,
        'debug',
      );
      return;
    }
    const { error } = message;
    if (error !== undefined && error !== null) call.reject(this.#rpcError(error));
    else if ('result' in message) call.resolve(message.result);
    else
      call.reject(
        this.#error('GW_UPSTREAM_PROTOCOL', `answered ${call.method} with neither result nor error`),
      );
  }

  #onNotification(method: string, params: JsonObject | undefined): void {
    if (method === 'notifications/progress' && typeof params?.progress === 'number') {
      const token = params.progressToken;
      const call = typeof token === 'number' ? this.#pending.get(token) : undefined;
      try {
        call?.onProgress?.(params as unknown as Progress);
      } catch (error) {
        this.#options.log.log(
          'error',
          { service: this.#options.service, err: error },
          'A progress listener threw',
        );
      }
    }
    this.#options.onNotification(method, params);
  }

  async #onRequest(id: string | number, method: string, params: JsonObject | undefined): Promise<void> {
    let reply: JsonRpcReply;
    try {
      reply = await this.#options.onRequest(method, params);
    } catch (error) {
      this.#options.log.log(
        'error',
        { service: this.#options.service, method, err: error },
        'A request of the server failed here',
      );
      reply = { error: { code: -32603, message: 'Internal error' } };
    }
    if (!this.#refusal) this.#send({ jsonrpc: '2.0', id, ...reply });
  }

  /** A message that is too long or too deep to look into fails the call that it answers, if it tells. */
  #onUnreadable(head: Buffer, tail: Buffer, how: string): void {
    const id = answeredId(head, tail);
    const call = id === undefined ? undefined : this.#pending.take(id);
    this.#complain(`The server wrote a message that is ${how}`);
    call?.reject(
      this.#error('GW_UPSTREAM_PROTOCOL', `answered ${call.method} with a message that is ${how}`),
    );
  }

  #send(message: object): boolean {
    return this.#writer.write(`${JSON.stringify(message)}\n`);
  }

  #cancel(requestId: number, method: string, reason: string): void {
    // The specification forbids it for `initialize` alone.
    if (method !== 'initialize') this.notify('notifications/cancelled', { requestId, reason });
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

  #complain(message: string, line?: string, level: 'warn' | 'debug' = 'warn'): void {
    const { log, service } = this.#options;
    log.log(level, line === undefined ? { service } : { service, line }, message);
  }
}

function withProgressToken(params: JsonObject | undefined, progressToken: number): JsonObject {
  return { ...params, _meta: { ...asObject(params?._meta), progressToken } };
}
