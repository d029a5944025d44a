import type { JsonObject } from './json-rpc-message.ts';
import type { LogLimiter } from './log-limiter.ts';
import type { JsonRpcReply, RequestHandler } from './request-handler.ts';

/** What a server may ask at once; each question holds memory, and perhaps a person's attention. */
const MAX_OPEN = 100;

/** An id as the server chose it; one of too many digits for a number is kept as its source. */
export type ServerRequestId = string | number | object;

export interface ServerRequestsOptions {
  /** Name of the service, for logs. */
  readonly service: string;
  readonly log: LogLimiter;
  readonly answer: (id: ServerRequestId, reply: JsonRpcReply) => void;
}

interface OpenRequest {
  readonly controller: AbortController;
  /** Our call that the answer is for. */
  readonly call: number | undefined;
}

/** What the server asks of us. Each question is answered once, unless the server withdraws it. */
export class ServerRequests {
  readonly #options: ServerRequestsOptions;
  /** By the id as JSON, so that 1 and "1" are two. */
  readonly #open = new Map<string, OpenRequest>();

  constructor(options: ServerRequestsOptions) {
    this.#options = options;
  }

  /** Whether a question for this call is being answered. */
  concern(call: number): boolean {
    for (const open of this.#open.values()) if (open.call === call) return true;
    return false;
  }

  receive(
    id: ServerRequestId,
    method: string,
    params: JsonObject | undefined,
    { handler, call }: { handler?: RequestHandler | undefined; call?: number | undefined },
  ): void {
    if (method === 'ping') this.#options.answer(id, { result: {} });
    else if (!handler) this.#refuse(id, -32601, `Method not found: ${method.slice(0, 100)}`);
    else if (this.#open.size >= MAX_OPEN) this.#refuse(id, -32603, 'Too many requests at once');
    else void this.#handle(id, call, signal => handler(method, params, signal));
  }

  /** The server has withdrawn its question: it gets no answer. */
  withdraw(id: unknown): void {
    const key = JSON.stringify(id);
    const open = this.#open.get(key);
    this.#open.delete(key);
    open?.controller.abort(new Error('Withdrawn by the server'));
  }

  /** The call has ended: nobody needs the answers to what was asked for it. */
  callEnded(call: number): void {
    if (this.#open.size === 0) return;
    for (const open of this.#open.values()) {
      if (open.call === call) open.controller.abort(new Error('The request that asked has ended'));
    }
  }

  /** No answer can be given any more. */
  close(): void {
    const all = [...this.#open.values()];
    this.#open.clear();
    for (const { controller } of all) controller.abort(new Error('The server is gone'));
  }

  async #handle(
    id: ServerRequestId,
    call: number | undefined,
    handler: (signal: AbortSignal) => Promise<JsonRpcReply>,
  ): Promise<void> {
    const key = JSON.stringify(id);
    const open = { controller: new AbortController(), call };
    const { signal } = open.controller;
    this.#open.set(key, open);
    const { promise: aborted, resolve } = Promise.withResolvers<JsonRpcReply>();
    const onAbort = () => resolve({ error: { code: -32603, message: String(signal.reason?.message) } });
    signal.addEventListener('abort', onAbort, { once: true });
    let reply: JsonRpcReply;
    try {
      reply = await Promise.race([handler(signal), aborted]);
    } catch (err) {
      const { log, service } = this.#options;
      log.log('error', { service, err }, 'A request of the server failed here');
      reply = { error: { code: -32603, message: 'Internal error' } };
    }
    // Withdrawn, or closed: then it isn't there any more.
    if (this.#open.get(key) !== open) return;
    this.#open.delete(key);
    this.#options.answer(id, reply);
  }

  #refuse(id: ServerRequestId, code: number, message: string): void {
    this.#options.answer(id, { error: { code, message } });
  }
}
