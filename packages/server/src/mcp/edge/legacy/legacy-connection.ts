import type { Scope } from '../../hub.ts';
import { BatchReplies } from '../batch-reply.ts';
import type { EdgeParts } from '../edge-parts.ts';
import { type Message, type RequestMessage, readMessage } from '../message.ts';
import { errorText, resultText } from '../message-text.ts';
import type { Reply } from '../reply.ts';
import { asMcpError, badRequest, refusal } from '../rpc-failure.ts';
import type { Sender } from '../sender.ts';
import { initialize } from './initialize.ts';
import { LegacySession } from './legacy-session.ts';
import { readBatch } from './read-batch.ts';

/** What {@link LegacyConnection} is made with. */
export interface LegacyConnectionOptions {
  readonly parts: EdgeParts;
  readonly scope: Scope;
  readonly sender: Sender;
  /** Writes what belongs to no request. */
  readonly send: (text: string) => void;
}

/** A 2025 client whose session is its connection: over HTTP+SSE, or stdio. */
export class LegacyConnection {
  readonly #options: LegacyConnectionOptions;
  #session: LegacySession | undefined;
  #isClosed = false;

  constructor(options: LegacyConnectionOptions) {
    this.#options = options;
  }

  /** Whether requests of the client's are under way. */
  get isBusy(): boolean {
    return this.#session?.isBusy === true;
  }

  /**
   * Takes one message, or an array of them; `reply` is the way back of what is asked.
   *
   * @throws McpError for what can't be answered as a request
   */
  receive(value: unknown, reply: () => Reply): void {
    if (Array.isArray(value)) {
      const messages = readBatch(this.#session?.caller.protocolVersion, value);
      const requests = messages.filter(message => message.kind === 'request');
      const replies = requests.length > 0 ? new BatchReplies(reply(), requests.length) : undefined;
      for (const [index, request] of requests.entries()) this.#request(request, replies!.at(index));
      for (const message of messages) if (message.kind !== 'request') this.#take(message);
    } else {
      const message = readMessage(value);
      if (message.kind === 'request') this.#request(message, reply());
      else this.#take(message);
    }
  }

  /** Ends the session with the connection. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#session?.close();
  }

  #request(request: RequestMessage, reply: Reply): void {
    const { key, method } = request;
    if (method === 'initialize') this.#initialize(request, reply);
    else if (this.#session) this.#session.request(request, reply);
    else if (method === 'ping') reply.answer(resultText(key, '{}'));
    else reply.answer(errorText(key, badRequest('A session begins with initialize')), 400);
  }

  /** Before its session, a client has nothing to tell. */
  #take(message: Exclude<Message, RequestMessage>): void {
    if (message.kind === 'invalid') throw refusal(400, message.code, `Invalid message: ${message.problem}`);
    if (message.kind === 'notification') this.#session?.notification(message);
    else this.#session?.response(message);
  }

  #initialize({ key, method, params }: RequestMessage, reply: Reply): void {
    const { parts, scope, sender, send } = this.#options;
    if (this.#session) {
      reply.answer(errorText(key, badRequest('The session is initialized already')), 400);
      return;
    }
    initialize(parts.hub, scope, sender, params)
      .then(({ caller, result }) => {
        if (this.#isClosed) return;
        this.#session ??= new LegacySession(scope, caller, parts);
        reply.answer(resultText(key, result));
        this.#session.attach(send);
        parts.onAnswered('2025', method, 'ok');
      })
      .catch(error => {
        const failure = asMcpError(error, method, parts.logger);
        reply.answer(errorText(key, failure), failure.httpStatus ?? 200);
        parts.onAnswered('2025', method, 'error');
      });
  }
}
