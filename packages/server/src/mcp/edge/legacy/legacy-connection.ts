import type { Scope } from '../../hub.ts';
import { BatchReplies } from '../batch-reply.ts';
import type { EdgeParts } from '../edge-parts.ts';
import type { Message, RequestMessage } from '../message.ts';
import { errorText, resultText } from '../message-text.ts';
import { takesBatches } from '../protocol-versions.ts';
import type { Reply } from '../reply.ts';
import { asMcpError, badRequest, refusal } from '../rpc-failure.ts';
import type { Sender } from '../sender.ts';
import { initialize } from './initialize.ts';
import { LegacySession } from './legacy-session.ts';

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
   * Takes one message, or the messages of one array; `reply` is the way back of what is asked.
   *
   * @throws McpError for what can't be answered as a request
   */
  receive(messages: readonly Message[], isArray: boolean, reply: () => Reply): void {
    if (isArray && !takesBatches(this.#session?.caller.protocolVersion ?? '')) {
      throw badRequest('This version has no arrays of messages');
    }
    const requests = messages.filter(message => message.kind === 'request');
    for (const message of messages) {
      if (message.kind === 'invalid') throw refusal(400, message.code, `Invalid message: ${message.problem}`);
      if (message.kind === 'notification') this.#session?.notification(message);
      else if (message.kind === 'response') this.#session?.response(message);
    }
    const [first] = requests;
    if (!first) return;
    if (!isArray) this.#request(first, reply());
    else {
      const replies = new BatchReplies(reply(), requests.length);
      for (const [index, request] of requests.entries()) this.#request(request, replies.at(index));
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
