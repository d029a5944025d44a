import type { JsonObject } from '../hub.ts';
import type { RpcFailure } from './rpc-failure.ts';

/** The answer to a request. @param key the request's id as JSON @param result JSON text */
export const resultText = (key: string, result: string): string =>
  `{"jsonrpc":"2.0","id":${key},"result":${result}}`;

/** The refusal of a request, or of something that had no id to be told by. */
export function errorText(key: string | undefined, { code, message, data }: RpcFailure): string {
  const error = JSON.stringify({ code, message, data });
  return key === undefined
    ? `{"jsonrpc":"2.0","error":${error}}`
    : `{"jsonrpc":"2.0","id":${key},"error":${error}}`;
}

/** A notification of the gateway's, or one that it passes on. */
export const notificationText = (method: string, params: JsonObject | undefined): string =>
  JSON.stringify({ jsonrpc: '2.0', method, params });

/** A request of the gateway's to a client. @param key the request's id as JSON */
export const requestText = (key: string, method: string, params: JsonObject | undefined): string =>
  `{"jsonrpc":"2.0","id":${key},"method":${JSON.stringify(method)}${
    params === undefined ? '' : `,"params":${JSON.stringify(params)}`
  }}`;
