import type { JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { JsonRpcReply } from '../json-rpc/request-handler.ts';

/** What one request is answered with, beside its result. */
export interface InProcessExchange {
  /** Which of its clients asks: the same object for as long as that client is there. */
  readonly client: object;
  /** Aborts when the caller has cancelled, has waited too long, or is gone: nobody hears the answer then. */
  readonly signal: AbortSignal;
  /** What a server at a URL would be sent: headers of the service and of the caller's credentials. Secret. */
  readonly headers: Readonly<Record<string, string>>;
  /** Tells how far the request is; nothing happens where the caller doesn't want to know. */
  progress(params: { readonly progress: number; readonly total?: number; readonly message?: string }): void;
  /** A notification that belongs to this request, such as `notifications/message`. */
  notify(method: string, params?: JsonObject): void;
}

/**
 * An MCP server within this process: it is asked as any other is, only by calls instead of messages. One serves any
 * number of clients at once, and has to be ready from the start.
 */
export interface InProcessServer {
  /** What it is; asked for whenever a client opens. */
  readonly identity: {
    readonly serverInfo: { readonly name: string; readonly version: string };
    /** As a server of the 2025 era declares them. */
    readonly capabilities: JsonObject;
    readonly instructions?: string | undefined;
  };
  /**
   * Answers a request: `tools/list`, `tools/call` and what else its capabilities promise; what it doesn't know with
   * code -32601. One that throws an `UpstreamError` fails the request with it; one that throws anything else is answered
   * for with -32603, the reason logged and not told. What it answers is copied as JSON, within the limits that hold for
   * every upstream.
   */
  request(
    method: string,
    params: JsonObject | undefined,
    exchange: InProcessExchange,
  ): Promise<JsonRpcReply> | JsonRpcReply;
  /**
   * Passes on notifications that belong to no request, such as `notifications/tools/list_changed`, until what is given
   * back is called.
   */
  listen?(notify: (method: string, params?: JsonObject) => void): () => void;
  /** A client is gone for good, whether or not it has asked anything. */
  leave?(client: object): Promise<void> | void;
}
