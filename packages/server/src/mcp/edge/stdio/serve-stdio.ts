import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
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
import { PatientHub } from './patient-hub.ts';

/** What a client on a pair of streams is served with. */
export interface StdioOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** The name of the one server to serve; default: all, as the gateway. */
  readonly server?: string;
  /** What requests wait for, the handshake excepted; it is not to reject. Default: nothing. */
  readonly ready?: Promise<unknown>;
}

/** How long requests under way may take when the input has ended, in milliseconds: a script may have sent its last. */
const drainMs = 10_000;

/** What may wait for the client to read it, in bytes; beyond it, the client is given up. */
const maxWaitingBytes = 64 * 1024 * 1024;

/** Whoever can write to the streams has started this process, and is its owner. */
const sender = { principal: 'owner' } as const;

/**
 * Serves one client, line by line, in the era in which it speaks. Resolves when the input has ended and what came of
 * it, within a time, is written; at once where nobody reads any more.
 *
 * @see MCP 2026-07-28, "stdio"
 */
export async function serveStdio(parts: EdgeParts, options: StdioOptions): Promise<void> {
  const { input, output, server, ready } = options;
  const scope: Scope = server === undefined ? { kind: 'gateway' } : { kind: 'server', name: server };
  const gone = new AbortController();
  const connection = new StdioConnection(
    ready ? { ...parts, hub: new PatientHub(parts.hub, ready) } : parts,
    scope,
    text => {
      // A client that doesn't read costs a bounded amount of memory.
      if (output.writableLength > maxWaitingBytes) output.destroy();
      else if (output.writable) output.write(`${text}\n`);
    },
  );
  output.on('error', () => {});
  output.once('close', () => gone.abort());
  for await (const line of lines(input)) {
    connection.receive(line);
    // A client that doesn't read its answers isn't read either.
    if (output.writableNeedDrain) await once(output, 'drain', gone).catch(() => {});
  }
  connection.endSubscriptions();
  const patience = AbortSignal.any([gone.signal, AbortSignal.timeout(drainMs)]);
  if (!output.destroyed) await connection.whenAnswered(patience);
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
      message = readMessage(value);
      if (this.#isModern(message)) this.#receiveModern(message);
      else this.#legacy.receive(value, () => this.#reply());
    } catch (error) {
      const key = message && message.kind !== 'response' && 'key' in message ? message.key : undefined;
      this.#send(errorText(key, asMcpError(error, '', this.#parts.logger)));
    }
  }

  endSubscriptions(): void {
    this.#modern.endSubscriptions();
  }

  /** Resolves when no request is under way, or nobody waits for that any more. */
  async whenAnswered(signal: AbortSignal): Promise<void> {
    if (this.#unanswered.size === 0 || signal.aborted) return;
    await new Promise<void>(resolve => {
      this.#onAnswered = resolve;
      signal.addEventListener('abort', () => resolve());
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
