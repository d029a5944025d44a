import { UpstreamError, UpstreamRpcError } from '@gw/mcp-client';
import { SessionLimitError } from '@gw/sessions';
import type { Answer } from './call-answer.ts';
import { RequestError, retryAfter } from './errors.ts';
import type { CallOutcome } from './metrics/gateway-metrics.ts';

/** A call that failed: what the caller is told, and what the gateway makes of it. */
export interface CallFailure {
  readonly answer: Answer;
  readonly outcome: CallOutcome;
  /** `true` when the tool has certainly not run. */
  readonly notRun: boolean;
  /** Whether the operator should hear of it: the log then gets the cause, which the caller doesn't. */
  readonly isFault: boolean;
}

const internal = 'Internal server error';

/** Nobody reads it: the client has closed its connection. */
export const clientLeft: CallFailure = failure(499, { error: 'Client closed the request' }, 'cancelled');

/**
 * Turns whatever a call threw into its answer. Messages of `UpstreamError` name the service and what happened,
 * and are made to be shown; of anything else the caller learns nothing.
 */
export function callFailure(error: unknown): CallFailure {
  if (error instanceof UpstreamRpcError) {
    const told = {
      error: error.rpcMessage || `Tool failed with error ${error.rpcCode}`,
      code: error.rpcCode,
    };
    return failure(500, told, 'rpc_error');
  }
  if (error instanceof UpstreamError) return upstreamFailure(error);
  if (error instanceof SessionLimitError) {
    const wait = retryAfter(error.retryAfterMs ?? 1_000);
    return failure(429, { error: error.message }, 'refused', { notRun: true, headers: wait });
  }
  if (hasCode(error, 'GW_SESSIONS_CLOSED')) {
    const told = { error: 'The gateway is shutting down' };
    return failure(503, told, 'refused', { notRun: true, headers: retryAfter(5_000) });
  }
  if (hasCode(error, 'GW_SESSION_NOT_FOUND')) {
    return failure(409, { error: error.message }, 'cancelled', { notRun: true });
  }
  if (error instanceof RequestError) {
    const { statusCode, message, headers } = error;
    const isClosed = error.code === 'GW_SESSION_CLOSED';
    return failure(statusCode, { error: message }, isClosed ? 'cancelled' : 'refused', {
      notRun: !isClosed,
      headers,
    });
  }
  return failure(500, { error: internal }, 'internal_error', { isFault: true });
}

function upstreamFailure(error: UpstreamError): CallFailure {
  const told = { error: error.message };
  const notRun = error.retryable;
  switch (error.code) {
    case 'GW_UNKNOWN_SERVICE':
      return failure(404, { error: `Unknown service: ${error.service}` }, 'refused', { notRun: true });
    case 'GW_UPSTREAM_TIMEOUT':
      return failure(504, told, 'timeout', { notRun, isFault: true });
    case 'GW_UPSTREAM_BUSY':
      return failure(503, told, 'refused', { notRun, headers: retryAfter(1_000) });
    case 'GW_UPSTREAM_CANCELLED':
      return failure(502, told, 'cancelled', { notRun });
    default:
      return failure(502, told, 'unavailable', { notRun, isFault: true });
  }
}

function failure(
  statusCode: number,
  told: { readonly error: string; readonly code?: number },
  outcome: CallOutcome,
  {
    notRun = false,
    isFault = false,
    headers = {},
  }: Partial<Pick<CallFailure, 'notRun' | 'isFault'>> & { headers?: Readonly<Record<string, string>> } = {},
): CallFailure {
  return { answer: { statusCode, body: JSON.stringify(told), headers }, outcome, notRun, isFault };
}

const hasCode = (error: unknown, code: string): error is Error & { code: string } =>
  error instanceof Error && (error as { code?: unknown }).code === code;
