import type { JsonObject } from './json-rpc-message.ts';

/** The answer to a request. */
export type JsonRpcReply =
  | { readonly result: unknown }
  | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/**
 * Answers what a server asks of its client: `sampling/createMessage`, `elicitation/create`, `roots/list`, or
 * what comes later. The signal aborts when the server withdraws its question or nobody waits for the answer.
 */
export type RequestHandler = (
  method: string,
  params: JsonObject | undefined,
  signal: AbortSignal,
) => Promise<JsonRpcReply>;
