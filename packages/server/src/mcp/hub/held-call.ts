import { setTimeout as delay } from 'node:timers/promises';
import type { Caller, Exchange, HubResult, JsonObject, JsonRpcReply, RequestHandler } from '../hub.ts';
import { refusal } from './asking.ts';
import { asObject } from './json-object.ts';

/** Notifications that are kept while no request of the client's waits; older ones go. */
const maxBuffered = 100;

/** How long a round waits for further questions, in milliseconds: nobody notices, and a person is asked once. */
const GATHER_MS = 10;

/** What a server wants to know of its client in order to go on. */
export interface Question {
  readonly method: string;
  readonly params: JsonObject | undefined;
}

interface OpenQuestion extends Question {
  answer(reply: JsonRpcReply): void;
}

/**
 * A call of a client that can only be asked by way of a result, to a server that asks by requests. The call stays
 * under way at its server while the client answers, over several requests of the client's.
 *
 * To the server's side it is an exchange like any other.
 */
export class HeldCall implements Exchange {
  readonly caller: Caller;
  readonly #cancel = new AbortController();
  readonly #questions = new Map<string, OpenQuestion>();
  readonly #buffered: [string, JsonObject | undefined][] = [];
  #asked = 0;
  #exchange: Exchange | undefined;
  #progressToken: unknown;
  #outcome: Promise<HubResult> | undefined;
  #changed = Promise.withResolvers<void>();

  /** @param begin makes the call, with this exchange; rejects when it fails */
  constructor(caller: Caller, begin: (exchange: Exchange) => Promise<HubResult>) {
    this.caller = caller;
    const outcome = begin(this);
    const ended = () => {
      this.#outcome = outcome;
      this.#changed.resolve();
    };
    outcome.then(ended, ended);
  }

  get signal(): AbortSignal {
    return this.#cancel.signal;
  }

  notify(method: string, params: JsonObject | undefined): void {
    if (this.#exchange) this.#pass(this.#exchange, method, params);
    else if (this.#buffered.push([method, params]) > maxBuffered) this.#buffered.shift();
  }

  readonly ask: RequestHandler = (method, params, signal) => {
    const { promise, resolve } = Promise.withResolvers<JsonRpcReply>();
    const key = `input-${++this.#asked}`;
    this.#questions.set(key, { method, params, answer: resolve });
    signal.addEventListener('abort', () => this.#questions.delete(key), { once: true });
    this.#changed.resolve();
    return promise;
  };

  /** Gives the server the answers that there are; what is still open is asked again. */
  answer(responses: JsonObject): void {
    for (const [key, { answer }] of [...this.#questions]) {
      const response = asObject(responses[key]);
      if (!response) continue;
      this.#questions.delete(key);
      answer({ result: response });
    }
  }

  /**
   * Waits, for a request of the client's, until its server asks something or the call has ended.
   *
   * @param progressToken of that request; without one it hears of no progress
   * @returns the result, or the open questions by their keys
   */
  async next(
    exchange: Exchange,
    progressToken: unknown,
  ): Promise<{ readonly result: HubResult } | { readonly questions: ReadonlyMap<string, Question> }> {
    const leave = () => this.cancel();
    exchange.signal.addEventListener('abort', leave, { once: true });
    if (exchange.signal.aborted) leave();
    this.#exchange = exchange;
    this.#progressToken = progressToken;
    for (const [method, params] of this.#buffered.splice(0)) this.#pass(exchange, method, params);
    try {
      for (;;) {
        // What the server asked comes before the result, lest a question of its start is never answered.
        if (this.#questions.size > 0) {
          await delay(GATHER_MS);
          if (this.#questions.size > 0) return { questions: new Map(this.#questions) };
        }
        if (this.#outcome) return { result: await this.#outcome };
        await this.#changed.promise;
        this.#changed = Promise.withResolvers<void>();
      }
    } finally {
      this.#exchange = undefined;
      exchange.signal.removeEventListener('abort', leave);
    }
  }

  /** Ends the call at its server; nobody answers any more. */
  cancel(): void {
    this.#cancel.abort();
    for (const { answer } of this.#questions.values()) answer(refusal(-32603, 'The client did not answer'));
    this.#questions.clear();
  }

  #pass(exchange: Exchange, method: string, params: JsonObject | undefined): void {
    if (method !== 'notifications/progress') exchange.notify(method, params);
    else if (this.#progressToken !== undefined) {
      exchange.notify(method, { ...params, progressToken: this.#progressToken });
    }
  }
}
