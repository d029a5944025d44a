import { type Attachment, type Caller, readyText, type Scope } from '../../hub.ts';
import type { EdgeParts, McpOutcome } from '../edge-parts.ts';
import type { NotificationMessage, RequestMessage, ResponseMessage } from '../message.ts';
import { errorText, notificationText, resultText } from '../message-text.ts';
import type { Reply } from '../reply.ts';
import { asMcpError, badRequest } from '../rpc-failure.ts';
import { LegacyExchange } from './legacy-exchange.ts';
import { ServerRequests } from './server-requests.ts';

/** One 2025 client between `initialize` and its end: what it has asked, and what it was asked. */
export class LegacySession {
  readonly scope: Scope;
  readonly caller: Caller;
  readonly #parts: EdgeParts;
  readonly #inFlight = new Map<string, Reply>();
  readonly #serverRequests = new ServerRequests();
  #attachment: Attachment | undefined;

  constructor(scope: Scope, caller: Caller, parts: EdgeParts) {
    this.scope = scope;
    this.caller = caller;
    this.#parts = parts;
  }

  /** Whether requests of the client's are under way. */
  get isBusy(): boolean {
    return this.#inFlight.size > 0;
  }

  /** Answers any request but `initialize`. */
  request(request: RequestMessage, reply: Reply): void {
    const { key, method, params } = request;
    if (method === 'ping') {
      reply.answer(resultText(key, '{}'));
      return;
    }
    if (this.#inFlight.has(key)) {
      this.#fail(request, reply, badRequest(`Request ${key} is under way`));
      return;
    }
    this.#inFlight.set(key, reply);
    const exchange = new LegacyExchange(this.caller, reply, this.#serverRequests);
    this.#parts.hub.request(this.scope, method, params, exchange).then(
      result => {
        this.#inFlight.delete(key);
        reply.answer(resultText(key, result[readyText] ?? JSON.stringify(result)));
        this.#count(method, reply.signal.aborted ? 'cancelled' : 'ok');
      },
      error => {
        this.#inFlight.delete(key);
        this.#fail(request, reply, error);
      },
    );
  }

  /** Cancels what the client doesn't want any more; passes all else on. */
  notification({ method, params }: NotificationMessage): void {
    if (method === 'notifications/cancelled') this.#cancel(params?.requestId);
    else if (method !== 'notifications/initialized') {
      this.#parts.hub.notification(this.scope, this.caller, method, params);
    }
  }

  /** Takes the client's answer to what it was asked. */
  response({ key, reply }: ResponseMessage): void {
    this.#serverRequests.settle(key, reply);
  }

  /** Sends the client, from now on, what belongs to none of its requests. */
  attach(send: (text: string) => void): void {
    this.#attachment ??= this.#parts.hub.attach(this.scope, {
      caller: this.caller,
      notify: (method, params) => send(notificationText(method, params)),
      ask: (method, params, signal) => this.#serverRequests.ask(send, method, params, signal),
    });
  }

  /** Ends the session, its requests, and what servers keep for it. */
  async close(): Promise<void> {
    for (const reply of this.#inFlight.values()) reply.cancel();
    this.#serverRequests.close();
    this.#attachment?.detach();
    await this.#parts.hub.closeSession(this.caller);
  }

  #cancel(id: unknown): void {
    if (id === undefined) return;
    this.#inFlight.get(JSON.stringify(id))?.cancel();
  }

  #fail({ key, method }: RequestMessage, reply: Reply, error: unknown): void {
    const failure = asMcpError(error, method, this.#parts.logger);
    reply.answer(errorText(key, failure), failure.httpStatus ?? 200);
    this.#count(method, reply.signal.aborted ? 'cancelled' : 'error');
  }

  #count(method: string, outcome: McpOutcome): void {
    this.#parts.onAnswered('2025', method, outcome);
  }
}
