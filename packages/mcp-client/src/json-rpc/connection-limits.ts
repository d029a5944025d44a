/** Bounds of a connection, so that no server makes our memory grow. */
export interface ConnectionLimits {
  /** Longest message that a server may send, in bytes. Default 16 MiB. Its call fails with `GW_UPSTREAM_PROTOCOL`. */
  readonly maxLineBytes: number;
  /** Requests that may wait for their answers at once. Default 1,000. Further ones fail with `GW_UPSTREAM_BUSY`. */
  readonly maxPendingCalls: number;
  /** What may lie unread in the server's input, in bytes. Default 16 MiB. Further calls fail with `GW_UPSTREAM_BUSY`. */
  readonly maxUnsentBytes: number;
}

export const defaultLimits: ConnectionLimits = {
  maxLineBytes: 16 * 1024 * 1024,
  maxPendingCalls: 1_000,
  maxUnsentBytes: 16 * 1024 * 1024,
};
