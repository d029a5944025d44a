import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scope } from '../../hub.ts';
import type { EdgeParts } from '../edge-parts.ts';
import { LegacyConnection } from '../legacy/legacy-connection.ts';
import { LineReply } from '../line-reply.ts';
import { type Message, type RequestMessage, readMessage } from '../message.ts';
import { parseMessageText } from '../message-json.ts';
import { errorText } from '../message-text.ts';
import { ModernDispatcher } from '../modern/modern-dispatcher.ts';
import { claimsVersion, readRequestMeta } from '../modern/request-meta.ts';
import type { Reply } from '../reply.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { asMcpError, badRequest, refusal } from '../rpc-failure.ts';
import { lines, maxLineBytes } from './lines.ts';

/** What a client on a pair of streams is served with. */
export interface StdioOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The name of the one server to serve; default: all, as the gateway. */
  readonly server?: string;
}

/** How long requests under way may take when the input has ended, in milliseconds: a script may have sent its last. */
const drainMs = 10_000;

/** Whoever can write to the streams has started this process, and is its owner. */
const sender = { principal: 'owner' } as const;

/**
 * Serves one client, line by line, in the era in which it speaks. Resolves when the input has ended and what came of
 * it, within a time, is written; at once where nobody reads any more.
 *
 * @see MCP 2026-07-28, "stdio"
 */
export async function serveStdio(parts: EdgeParts, { input, output, server }: StdioOptions): Promise<void> {
  const scope: Scope = server === undefined ? { kind: 'gateway' } : { kind: 'server', name: server };
  const connection = new StdioConnection(parts, scope, text => output.write(`${text}\n`));
  // A reader that has gone away ends the input too.
  output.on('error', () => {});
  for await (const line of lines(input)) {
    connection.receive(line);
    // A client that doesn't read its answers isn't read either.
    if (output.writableNeedDrain) await Promise.race([once(output, 'drain'), once(output, 'close')]);
  }
  connection.endSubscriptions();
  const isGone = output.destroyed ? Promise.resolve() : once(output, 'close').catch(() => {});
  await Promise.race([connection.whenAnswered(), isGone, delay(drainMs, undefined, { ref: false })]);
  await connection.close();
  if (output.writable) await new Promise<void>(resolve => output.write('', () => resolve()));
}

class StdioConnection {
  readonly #parts: EdgeParts;
  readonly #scope: Scope;
  readonly #send: (text: string) => void;
  readonly #modern: ModernDispatcher;
  readonly #legacy: LegacyConnection;
  /** 2026 requests under way, by id; those of the other era are its session's. */
  readonly #inFlight = new Map<string, Reply>();
  readonly #unanswered = new Set<Reply>();
  #onAnswered: () => void = () => {};

  constructor(parts: EdgeParts, scope: Scope, send: (text: string) => void) {
    this.#parts = parts;
    this.#scope = scope;
    this.#send = send;
    this.#modern = new ModernDispatcher(parts);
    this.#legacy = new LegacyConnection({ parts, scope, sender, send });
  }

  receive(line: Uint8Array | undefined): void {
    let message: Message | undefined;
    try {
      if (!line) throw badRequest(`A message may have ${maxLineBytes} bytes`);
      const value = parseMessageText(line);
      const messages = (Array.isArray(value) ? value : [value]).map(readMessage);
      message = messages[0];
      if (Array.isArray(value) || !message || !this.#isModern(message)) {
        this.#legacy.receive(messages, Array.isArray(value), () => this.#reply());
      } else this.#receiveModern(message);
    } catch (error) {
      const key = message && message.kind !== 'response' && 'key' in message ? message.key : undefined;
      const failure = asMcpError(error, '', this.#parts.logger);
      // What was sent as no request isn't answered, unless nobody can tell what it was.
      if (key !== undefined || message?.kind !== 'notification') this.#send(errorText(key, failure));
    }
  }

  endSubscriptions(): void {
    this.#modern.endSubscriptions();
  }

  /** Resolves when no request is under way. */
  async whenAnswered(): Promise<void> {
    if (this.#unanswered.size === 0) return;
    await new Promise<void>(resolve => {
      this.#onAnswered = resolve;
    });
  }

  async close(): Promise<void> {
    for (const reply of this.#unanswered) reply.cancel();
    await this.#legacy.close();
  }

  #reply(onDone: () => void = () => {}): Reply {
    const reply = new LineReply(this.#send, () => {
      onDone();
      this.#unanswered.delete(reply);
      if (this.#unanswered.size === 0) this.#onAnswered();
    });
    this.#unanswered.add(reply);
    return reply;
  }

  #isModern(message: Message): boolean {
    if (message.kind === 'notification' && message.method === 'notifications/cancelled') {
      return this.#inFlight.has(JSON.stringify(message.params?.requestId));
    }
    return 'params' in message && (claimsVersion(message.params) || message.method === 'server/discover');
  }

  #receiveModern(message: Message): void {
    if (message.kind === 'request') this.#request(message);
    else if (message.kind !== 'notification') return;
    else if (message.method !== 'notifications/cancelled') {
      this.#modern.notification(this.#scope, sender, message);
    } else this.#inFlight.get(JSON.stringify(message.params?.requestId))?.cancel();
  }

  #request(message: RequestMessage): void {
    const { key } = message;
    const meta = readRequestMeta(message.params);
    if (this.#inFlight.has(key)) throw refusal(400, rpcCodes.invalidRequest, `Request ${key} is under way`);
    const reply = this.#reply(() => this.#inFlight.delete(key));
    this.#inFlight.set(key, reply);
    this.#modern.request(this.#scope, sender, message, meta, reply);
  }
}
