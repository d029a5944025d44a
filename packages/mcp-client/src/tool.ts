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
  /** Asks the server for progress, and receives it. */
  onProgress?: (progress: Progress) => void;
  /** Sent as the request's `_meta`; a `progressToken` in it gives way to ours when `onProgress` is given. */
  meta?: Readonly<Record<string, unknown>>;
}
