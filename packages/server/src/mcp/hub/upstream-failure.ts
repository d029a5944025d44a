import { type Era, UpstreamError, UpstreamRpcError } from '@gw/mcp-client';
import { SessionLimitError } from '@gw/sessions';
import { McpError } from '../hub.ts';

/** Requests that name a resource. */
const named = new Set(['resources/read', 'resources/subscribe', 'resources/unsubscribe']);

const resourceNotFound = { '2025': -32002, '2026': -32602 } as const;

/** Which request failed, and between which eras. */
export interface FailedRequest {
  readonly method: string;
  readonly callerEra: Era;
  /** Of the server; `undefined` when it was not even reached. */
  readonly upstreamEra: Era | undefined;
}

/**
 * Turns whatever a request to a server threw into what its client is told: a server's own error as it came, but for
 * codes that the other era has others for; of anything else the service, and whether to try again.
 */
export function upstreamFailure(error: unknown, request: FailedRequest): McpError {
  if (error instanceof McpError) return error;
  if (error instanceof UpstreamRpcError) {
    return new McpError(codeFor(error.rpcCode, request), error.rpcMessage, {
      data: error.rpcData,
      cause: error,
    });
  }
  if (error instanceof UpstreamError) {
    const { service, retryable, code } = error;
    return new McpError(-32603, error.message, { data: { service, retryable, code }, cause: error });
  }
  if (error instanceof SessionLimitError) {
    const { service, retryable, code, retryAfterMs } = error;
    const data = { service, retryable, code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    return new McpError(-32603, error.message, { data, cause: error });
  }
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  if (code === 'GW_SESSIONS_CLOSED') {
    return new McpError(-32603, 'The gateway is shutting down', {
      data: { retryable: true, code },
      cause: error,
    });
  }
  if (code === 'GW_SESSION_NOT_FOUND') {
    const message = 'The session was closed during the request';
    return new McpError(-32603, message, { data: { retryable: false, code }, cause: error });
  }
  return new McpError(-32603, 'Internal error', { cause: error });
}

/** Whether a server says that it has no such resource. */
export const isResourceNotFound = (error: unknown): boolean =>
  error instanceof McpError && (error.code === -32002 || error.code === -32602);

/** On a request with a URI, -32602 has one meaning: the URI is of no resource. */
function codeFor(code: number, { method, callerEra, upstreamEra }: FailedRequest): number {
  if (upstreamEra === undefined || !named.has(method)) return code;
  return code === resourceNotFound[upstreamEra] ? resourceNotFound[callerEra] : code;
}
