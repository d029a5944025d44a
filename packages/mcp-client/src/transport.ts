import type { JsonObject } from './json-rpc/json-rpc-message.ts';

/** One of MCP's two protocol families: with a handshake (2024-11-05 to 2025-11-25), or without (2026-07-28). */
export type Era = '2025' | '2026';

export type TransportKind = 'stdio' | 'streamable-http' | 'sse' | 'in-process';

/** A message on its way to an upstream; ids are ours, and numbers. */
export type JsonRpcMessage =
  | {
      readonly jsonrpc: '2.0';
      readonly id: number;
      readonly method: string;
      readonly params?: JsonObject | undefined;
    }
  | { readonly jsonrpc: '2.0'; readonly method: string; readonly params?: JsonObject | undefined }
  | { readonly jsonrpc: '2.0'; readonly id: string | number; readonly result: unknown }
  | { readonly jsonrpc: '2.0'; readonly id: string | number; readonly error: object };

export interface SendOptions {
  /** Aborts the sending; a request that has been sent is given up by {@link Transport.abandon}. */
  readonly signal?: AbortSignal;
  /** Beside the transport's own; those that mirror parameters of a tool. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Carries messages to one upstream and back; knows no era until it is told. */
export interface Transport {
  /** May change until {@link opened} has been called: HTTP finds out what the other side speaks. */
  readonly kind: TransportKind;
  /**
   * Sends one message. `true`: written. `false`: the peer doesn't read, and nothing was written. A promise
   * resolves once the peer has taken the message (HTTP: it has answered with a status that says so), and
   * rejects with an `UpstreamError` otherwise, `retryable` where the message was certainly not carried out.
   * A request whose promise has rejected has failed: nothing more is told of it.
   *
   * @throws TypeError when the message is not JSON
   */
  send(message: JsonRpcMessage, options?: SendOptions): boolean | Promise<void>;
  /** The era is known, or known anew after a lost session: version header, session id, GET stream of the 2025 era. */
  opened(info: { readonly era: Era; readonly protocolVersion: string }): void;
  /** Nobody waits for the answer any more. HTTP closes the request's stream; stdio has none. */
  abandon(id: number): void;
  /** Idempotent; resolves when nothing is left. */
  close(): Promise<void>;
}

/** What a transport tells. */
export interface TransportEvents {
  /**
   * A message, or an array of them, as `parseJson` gave it.
   *
   * @param relatedTo id of our request on whose stream it came; a transport with one channel never tells
   */
  onMessage(message: unknown, relatedTo?: number): void;
  /** A message that was too long or nested too deeply to be parsed, and the request that it answers, if it tells. */
  onUnreadable(how: string, answered: number | undefined): void;
  /** Nothing can be sent or heard any more. */
  onBroken(error: Error): void;
  /** The stream of a request that had been taken ended without its answer. */
  onStreamEnd(id: number, error: Error): void;
  /** The upstream doesn't know our session any more; told before the requests that failed for it. */
  onSessionLost(): void;
}
