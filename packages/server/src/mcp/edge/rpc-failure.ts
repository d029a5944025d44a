import type { Logger } from '@gw/mcp-client';
import { McpError } from '../hub.ts';
import { rpcCodes } from './rpc-codes.ts';

/** An error as JSON-RPC has it. */
export interface RpcFailure {
  readonly code: number;
  readonly message: string;
  readonly data?: unknown;
}

/** The one place where what went wrong becomes what a client is told. What nobody foresaw is logged and not told. */
export function asMcpError(error: unknown, method: string, logger: Logger): McpError {
  if (error instanceof McpError) return error;
  logger.error({ method, err: error }, 'An MCP request failed unexpectedly');
  return new McpError(rpcCodes.internalError, 'Internal error', { cause: error });
}

/** A refusal by the edge itself, before any server is asked: an HTTP client gets the status with it. */
export const refusal = (httpStatus: number, code: number, message: string, data?: unknown): McpError =>
  new McpError(code, message, { httpStatus, data });

/** A 400 for what is no message, or not one that may come now. */
export const badRequest = (message: string): McpError => refusal(400, rpcCodes.invalidRequest, message);
