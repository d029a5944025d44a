import { BatchReplies } from '../batch-reply.ts';
import { initialize } from '../legacy/initialize.ts';
import { readBatch } from '../legacy/read-batch.ts';
import type { RequestMessage } from '../message.ts';
import { errorText, resultText } from '../message-text.ts';
import { legacyVersions, modernVersions } from '../protocol-versions.ts';
import type { Reply } from '../reply.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { badRequest, refusal } from '../rpc-failure.ts';
import { lastEventId, parseEventId } from './event-id.ts';
import { EventStream } from './event-stream.ts';
import type { HttpCall } from './http-call.ts';
import { accepted, answerFailure, type HttpParts, plainAnswer, type ValidMessage } from './http-parts.ts';
import { HttpReply, sendJson } from './http-reply.ts';
import type { HttpSession } from './http-session.ts';
import type { HttpSessions } from './http-sessions.ts';

/** The 2025 era over HTTP: sessions, and streams that can be resumed. Source: MCP 2025-11-25, "Transports". */
export class LegacyHttp {
  readonly #parts: HttpParts;
  readonly #sessions: HttpSessions;

  constructor(parts: HttpParts, sessions: HttpSessions) {
    this.#parts = parts;
    this.#sessions = sessions;
  }

  /** @throws McpError (HTTP 400, 404) without a session, or for an unknown version */
  post(call: HttpCall, message: ValidMessage): void {
    if (message.kind === 'request' && message.method === 'initialize') {
      requireKnownVersion(call);
      this.#initialize(call, message);
      return;
    }
    const httpSession = this.#session(call);
    const { session } = httpSession;
    if (message.kind === 'request') session.request(message, this.#reply(call, httpSession, message.key));
    else {
      if (message.kind === 'notification') session.notification(message);
      else session.response(message);
      accepted(call);
    }
  }

  /** Takes several messages as one, as versions up to 2025-03-26 had it. */
  postArray(call: HttpCall, values: readonly unknown[]): void {
    const httpSession = this.#session(call);
    const { session } = httpSession;
    const messages = readBatch(session.caller.protocolVersion, values);
    const requests = messages.filter(message => message.kind === 'request');
    for (const message of messages) {
      if (message.kind === 'notification') session.notification(message);
      else if (message.kind === 'response') session.response(message);
    }
    const [first] = requests;
    if (!first) accepted(call);
    else {
      const replies = new BatchReplies(this.#reply(call, httpSession, first.key), requests.length);
      for (const [index, request] of requests.entries()) session.request(request, replies.at(index));
    }
  }

  /** Opens the stream for what belongs to no request, or takes up one that was lost. */
  get(call: HttpCall): void {
    const session = this.#session(call);
    const seen = call.headers['last-event-id'];
    if (typeof seen === 'string') this.#resume(call, session, seen);
    else session.listen(this.#events(call));
  }

  /** Ends a session. */
  delete(call: HttpCall): void {
    const session = this.#session(call);
    call.response.writeHead(204, call.answerHeaders).end();
    void this.#sessions.delete(session);
  }

  #initialize(call: HttpCall, { key, method, params }: RequestMessage): void {
    const { hub, onAnswered } = this.#parts;
    initialize(hub, call.scope, call.sender, params)
      .then(({ caller, result }) => {
        call.answerHeaders['mcp-session-id'] = this.#sessions.open(call.scope, caller).id;
        sendJson(plainAnswer(call, this.#parts), 200, resultText(key, result));
        onAnswered('2025', method, 'ok');
      })
      .catch(error => {
        answerFailure(call, this.#parts, { error, key, method });
        onAnswered('2025', method, 'error');
      });
  }

  #resume(call: HttpCall, session: HttpSession, seen: string): void {
    const event = parseEventId(seen);
    if (!event) throw badRequest('Last-Event-ID is none of this gateway');
    const { position, streamId, requestKey } = event;
    const stream = session.streamOf(streamId);
    // What answers a client so that it doesn't come back again.
    if (position === undefined || stream?.isOverAfter(position)) {
      throw refusal(405, rpcCodes.invalidRequest, 'The stream has ended');
    }
    if (stream && !stream.hasLostAfter(position)) stream.connect(this.#events(call), position);
    else if (requestKey === undefined) session.listen(this.#events(call));
    else {
      const events = this.#events(call);
      events.message(errorText(requestKey, lostAnswer), lastEventId(streamId));
      events.end();
    }
  }

  #reply(call: HttpCall, session: HttpSession, key: string): Reply {
    return new HttpReply({
      ...plainAnswer(call, this.#parts),
      openStream: then =>
        session.answerOn(this.#events(call), key, { after: this.#parts.patience.graceMs, then }),
    });
  }

  #events({ response, answerHeaders }: HttpCall): EventStream {
    return EventStream.open(response, answerHeaders, this.#parts.keeper);
  }

  /** @throws McpError 400 without a session id, 404 where it opens nothing */
  #session(call: HttpCall): HttpSession {
    requireKnownVersion(call);
    const id = call.headers['mcp-session-id'];
    if (typeof id !== 'string') throw badRequest('Mcp-Session-Id is missing; begin with initialize');
    const session = this.#sessions.find(id, call.scope, call.sender.principal);
    if (!session) throw refusal(404, rpcCodes.invalidRequest, 'No such session; begin with initialize');
    return session;
  }
}

const lostAnswer = {
  code: rpcCodes.internalError,
  message: 'The answer is not there any more; send the request again',
};

/** @throws McpError -32022 (HTTP 400) */
function requireKnownVersion({ headers }: HttpCall): void {
  const requested = headers['mcp-protocol-version'];
  if (requested === undefined || legacyVersions.includes(`${requested}`)) return;
  throw refusal(400, rpcCodes.unsupportedVersion, 'Unsupported protocol version', {
    supported: modernVersions,
    requested,
  });
}
