import { protocolVersions } from '../eras/initialize.ts';
import { UpstreamError } from '../errors.ts';
import type { ConnectionLimits } from '../json-rpc/connection-limits.ts';
import { asObject, type JsonObject, parseLine } from '../json-rpc/json-rpc-message.ts';
import type { LogLimiter } from '../json-rpc/log-limiter.ts';
import type { JsonRpcReply } from '../json-rpc/request-handler.ts';
import type { JsonRpcMessage, Transport, TransportEvents } from '../transport.ts';
import type { InProcessExchange, InProcessServer } from './in-process-server.ts';

const METHOD_NOT_FOUND = -32601;
const INTERNAL_ERROR = -32603;

export interface InProcessTransportOptions {
  /** Name of the service, for logs. */
  readonly service: string;
  readonly server: InProcessServer;
  /** Of the service. */
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: ConnectionLimits;
  readonly log: LogLimiter;
  readonly events: TransportEvents;
}

/**
 * Asks a server within this process, in the 2025 era. What the server says goes through JSON as if it had been sent:
 * nothing that it keeps is handed out, and what is no message, too long or too deep meets the same bounds.
 */
export class InProcessTransport implements Transport {
  readonly kind = 'in-process';
  readonly #options: InProcessTransportOptions;
  /** What the server knows its client by. */
  readonly #client = {};
  readonly #running = new Map<number, AbortController>();
  #stopListening: (() => void) | undefined;
  #closed = false;

  constructor(options: InProcessTransportOptions) {
    this.#options = options;
  }

  send(message: JsonRpcMessage): true {
    if ('method' in message && 'id' in message) void this.#serve(message);
    return true;
  }

  opened(): void {
    this.#stopListening ??= this.#options.server.listen?.((method, params) =>
      this.#deliver({ method, params }),
    );
  }

  abandon(id: number): void {
    this.#running.get(id)?.abort();
    this.#running.delete(id);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening?.();
    for (const id of [...this.#running.keys()]) this.abandon(id);
    await this.#options.server.leave?.(this.#client);
  }

  async #serve({ id, method, params }: { id: number; method: string; params?: JsonObject | undefined }) {
    const controller = new AbortController();
    this.#running.set(id, controller);
    // Not before whoever sends has noted that it waits.
    await undefined;
    if (controller.signal.aborted) return;
    const outcome = await this.#ask(method, params, this.#exchange(id, params, controller.signal));
    // An abandoned request has no answer.
    if (!this.#running.delete(id)) return;
    if (outcome instanceof UpstreamError) this.#options.events.onStreamEnd(id, outcome);
    else this.#deliver(answer(id, outcome), id);
  }

  async #ask(
    method: string,
    params: JsonObject | undefined,
    exchange: InProcessExchange,
  ): Promise<JsonRpcReply | UpstreamError> {
    const { server, service, log } = this.#options;
    try {
      if (method === 'initialize') return { result: this.#greeting() };
      if (method === 'ping') return { result: {} };
      if (method === 'server/discover') return { error: { code: METHOD_NOT_FOUND, message: method } };
      return await server.request(method, params, exchange);
    } catch (err) {
      if (err instanceof UpstreamError) return err;
      if (!exchange.signal.aborted)
        log.log('error', { service, method, err }, 'A server of the gateway threw');
      return { error: { code: INTERNAL_ERROR, message: 'Internal error' } };
    }
  }

  #greeting(): JsonObject {
    const { serverInfo, capabilities, instructions } = this.#options.server.identity;
    return { protocolVersion: protocolVersions[0], serverInfo, capabilities, instructions };
  }

  #exchange(id: number, params: JsonObject | undefined, signal: AbortSignal): InProcessExchange {
    const progressToken = asObject(params?._meta)?.progressToken;
    const notify = (method: string, told: JsonObject | undefined) => {
      if (this.#running.has(id)) this.#deliver({ method, params: told }, id);
    };
    return {
      client: this.#client,
      signal,
      headers: this.#options.headers,
      notify,
      progress: told => {
        if (progressToken !== undefined) notify('notifications/progress', { ...told, progressToken });
      },
    };
  }

  #deliver(content: object, relatedTo?: number): void {
    if (this.#closed) return;
    const { events, limits, service, log } = this.#options;
    const answered = 'id' in content ? (content.id as number) : undefined;
    let line: Buffer;
    try {
      line = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...content }));
    } catch (err) {
      log.log('error', { service, err }, 'A server of the gateway said what is not JSON');
      events.onUnreadable('not JSON', answered);
      return;
    }
    if (line.length > limits.maxLineBytes) {
      events.onUnreadable(`${line.length} bytes long`, answered);
      return;
    }
    const parsed = parseLine(line);
    if (parsed.kind === 'message') events.onMessage(parsed.message, relatedTo);
    else events.onUnreadable('nested too deeply', answered);
  }
}

/** Whatever a server gives, it is an answer to this and to nothing else. */
function answer(id: number, reply: unknown): object {
  const { result, error } = asObject(reply) ?? {};
  return error === undefined ? { id, result } : { id, error };
}
