import { randomBytes } from 'node:crypto';
import { scopeKey } from '../../hub.ts';
import { LegacyConnection } from '../legacy/legacy-connection.ts';
import { LineReply } from '../line-reply.ts';
import { parseMessageText } from '../message-json.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';
import { EventStream } from './event-stream.ts';
import type { HttpCall } from './http-call.ts';
import type { HttpParts } from './http-parts.ts';

/** A client's one stream, and what it says. */
interface Connection {
  readonly principal: string;
  readonly scope: HttpCall['scope'];
  readonly events: EventStream;
  readonly connection: LegacyConnection;
}

const accepted = 'Accepted';

/**
 * The transport of 2024-11-05: one stream for all that comes from the gateway, and a URL to post to.
 *
 * @see MCP 2024-11-05, "HTTP with SSE"
 */
export class HttpSse {
  readonly #parts: HttpParts;
  readonly #connections = new Map<string, Connection>();

  constructor(parts: HttpParts) {
    this.#parts = parts;
  }

  /** Connected clients. */
  get size(): number {
    return this.#connections.size;
  }

  /**
   * Opens a client's stream.
   *
   * @param path of the URL to post to, to which the id is added
   */
  open({ scope, sender, response, answerHeaders }: HttpCall, path: string): void {
    const id = randomBytes(18).toString('base64url');
    const events = EventStream.open(response, answerHeaders, this.#parts.keeper);
    const send = (text: string) => events.message(text);
    const connection = new LegacyConnection({ parts: this.#parts, scope, sender, send });
    this.#connections.set(id, { principal: sender.principal, scope, events, connection });
    events.onClose(() => {
      this.#connections.delete(id);
      void connection
        .close()
        .catch(err => this.#parts.logger.warn({ err }, 'An MCP session did not end cleanly'));
    });
    events.event('endpoint', `${path}${path.includes('?') ? '&' : '?'}session=${id}`);
  }

  /**
   * Takes what a client has posted; what comes of it goes out on its stream.
   *
   * @throws McpError 404 where the stream isn't there; 400 for what is no message
   */
  post({ scope, sender, url, response, answerHeaders }: HttpCall, body: Uint8Array | undefined): void {
    const query = new URLSearchParams(url.split('?', 2)[1]);
    const found = this.#connections.get(query.get('session') ?? '');
    const isOwn = found?.principal === sender.principal && scopeKey(found.scope) === scopeKey(scope);
    if (!found || !isOwn)
      throw refusal(404, rpcCodes.invalidRequest, 'There is no such stream; open one with GET');
    const value = parseMessageText(body ?? new Uint8Array());
    found.connection.receive(value, () => new LineReply(text => found.events.message(text)));
    answerHeaders['content-type'] = 'text/plain; charset=utf-8';
    answerHeaders['content-length'] = accepted.length;
    response.writeHead(202, answerHeaders).end(accepted);
  }

  /** Ends the streams of clients that wait for nothing. */
  endIdle(): void {
    for (const { events, connection } of this.#connections.values()) if (!connection.isBusy) events.end();
  }
}
