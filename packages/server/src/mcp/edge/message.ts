import type { JsonObject, JsonRpcReply } from '../hub.ts';
import { rpcCodes } from './rpc-codes.ts';

/** A request's id: text, an integer, or what stands for an integer that a double can't hold. */
export type JsonRpcId = string | number | object;

/** Asks for an answer. */
export interface RequestMessage {
  readonly kind: 'request';
  readonly id: JsonRpcId;
  /** The id as JSON: what tells ids apart, and what an answer is written with. */
  readonly key: string;
  readonly method: string;
  readonly params: JsonObject | undefined;
}

/** Asks for nothing. */
export interface NotificationMessage {
  readonly kind: 'notification';
  readonly method: string;
  readonly params: JsonObject | undefined;
}

/** Answers what the gateway has asked. */
export interface ResponseMessage {
  readonly kind: 'response';
  readonly key: string;
  readonly reply: JsonRpcReply;
}

/** JSON that is no message of the protocol. */
export interface InvalidMessage {
  readonly kind: 'invalid';
  /** The id to answer with, where it can be told. */
  readonly key: string | undefined;
  readonly code: number;
  readonly problem: string;
}

/** What a client has sent, as far as it is one message. */
export type Message = RequestMessage | NotificationMessage | ResponseMessage | InvalidMessage;

/** Tells what a parsed JSON value is. What the message holds stays as it came. */
export function readMessage(value: unknown): Message {
  const message = asObject(value);
  if (!message) return invalid(undefined, 'a message is a JSON object');
  const { jsonrpc, id, method, params } = message;
  const key = id === undefined ? undefined : idKey(id);
  if (jsonrpc !== '2.0') return invalid(key, 'jsonrpc must be "2.0"');
  if (id !== undefined && key === undefined) return invalid(undefined, 'id must be a string or an integer');
  if (typeof method !== 'string') return readResponse(message, key);
  if (params !== undefined && !asObject(params)) {
    return invalid(key, 'params must be an object', rpcCodes.invalidParams);
  }
  const rest = { method, params: params as JsonObject | undefined };
  return key === undefined
    ? { kind: 'notification', ...rest }
    : { kind: 'request', id: id as JsonRpcId, key, ...rest };
}

function readResponse(message: JsonObject, key: string | undefined): Message {
  if (message.method !== undefined) return invalid(key, 'method must be a string');
  if (key === undefined) return invalid(key, 'a message has a method, or an id with a result or an error');
  if (message.result !== undefined) return { kind: 'response', key, reply: { result: message.result } };
  const error = asObject(message.error);
  if (!error || typeof error.code !== 'number' || typeof error.message !== 'string') {
    return invalid(key, 'a message has a method, a result, or an error with code and message');
  }
  const { code, message: text, data } = error;
  return {
    kind: 'response',
    key,
    reply: { error: { code, message: text, ...('data' in error && { data }) } },
  };
}

function idKey(id: unknown): string | undefined {
  if (typeof id === 'string') return JSON.stringify(id);
  if (typeof id === 'number') return Number.isInteger(id) ? String(id) : undefined;
  return isRawNumber(id) && /^-?\d+$/.test(id.rawJSON) ? id.rawJSON : undefined;
}

/** A number that a double can't hold; made by `JSON.rawJSON`, which freezes an object without a prototype. */
const isRawNumber = (value: unknown): value is { rawJSON: string } =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === null &&
  typeof (value as { rawJSON?: unknown }).rawJSON === 'string';

const invalid = (
  key: string | undefined,
  problem: string,
  code: number = rpcCodes.invalidRequest,
): InvalidMessage => ({ kind: 'invalid', key, code, problem });

/** `value` when it is a JSON object; arrays and null are not. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}
