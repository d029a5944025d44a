import type { Caller, Exchange, JsonObject, RequestHandler } from '../../hub.ts';
import { notificationText } from '../message-text.ts';
import type { Reply } from '../reply.ts';
import type { ServerRequests } from './server-requests.ts';

/** A 2025 request under way: what belongs to it goes to its client on its own stream, server requests too. */
export class LegacyExchange implements Exchange {
  readonly caller: Caller;
  readonly #reply: Reply;
  readonly #serverRequests: ServerRequests;

  constructor(caller: Caller, reply: Reply, serverRequests: ServerRequests) {
    this.caller = caller;
    this.#reply = reply;
    this.#serverRequests = serverRequests;
  }

  get signal(): AbortSignal {
    return this.#reply.signal;
  }

  notify(method: string, params: JsonObject | undefined): void {
    this.#reply.send(notificationText(method, params));
  }

  /** Handed on by itself, so it carries its exchange with it. */
  readonly ask: RequestHandler = (method, params, signal) => {
    const either = AbortSignal.any([signal, this.#reply.signal]);
    return this.#serverRequests.ask(text => this.#reply.send(text), method, params, either);
  };
}
