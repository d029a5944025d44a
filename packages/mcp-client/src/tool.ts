import type { JsonObject } from './json-rpc/json-rpc-message.ts';
import type { RequestHandler } from './json-rpc/request-handler.ts';

/** A tool as its server describes it; fields that are not named here stay as they came. */
export interface Tool {
  readonly name: string;
  readonly description?: string;
  readonly inputSchema?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The result of `tools/call` as the server sent it; fields that are not named here stay as they came. */
export interface ToolResult {
  readonly content?: readonly ToolContent[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
  /** The tool itself failed, and `content` says why. */
  readonly isError?: boolean;
  readonly [field: string]: unknown;
}

/** One item of a result's content: `text`, `image`, `audio`, `resource`, `resource_link` or a later kind. */
export interface ToolContent {
  readonly type: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** How far a call is, by the server's own measure. */
export interface Progress {
  readonly progress: number;
  readonly total?: number;
  readonly message?: string;
  readonly [field: string]: unknown;
}

/** How one call is made. */
export interface CallOptions {
  /** Limit of the call, in milliseconds. Default: the service's `callTimeoutMs`. */
  timeoutMs?: number;
  /** Aborting cancels the call, and tells the server. */
  signal?: AbortSignal;
  /** Asks the server for progress, and receives the notifications' parameters, our token in them. */
  onProgress?: (progress: Progress) => void;
  /**
   * Receives the server's notifications that belong to this request, progress apart. Over HTTP these are the
   * ones on its stream. Over stdio nothing tells: those that announce no change go to every call in flight.
   */
  onNotification?: (method: string, params: JsonObject | undefined) => void;
  /**
   * Answers what the server asks in order to go on. 2025 era: its requests, attributed by HTTP stream; over
   * stdio to the newest call that has a handler and isn't answering yet. 2026 era: the rounds of an
   * input-required result, at most 16, of which the last one's result is given. Absent: the client's own
   * `onRequest` answers (2025), or the input-required result is given as it is (2026).
   */
  onRequest?: RequestHandler;
  /** Sent as the request's `_meta`; a `progressToken` in it gives way to ours when `onProgress` is given. */
  meta?: Readonly<Record<string, unknown>>;
}
