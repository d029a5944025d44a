import { asObject, type JsonObject } from '../json-rpc/json-rpc-message.ts';
import type { JsonRpcMessage } from '../transport.ts';
import { encodeHeaderValue } from './header-value.ts';

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';

/** Which parameter says what a request is about; the last three are those of the tasks extension. */
const nameParameters = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/**
 * The headers that repeat what a request of the 2026 era says, which is one that carries its own protocol version;
 * `undefined` for other messages. Taken from the message itself, so that the two never differ.
 * Source: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#request-metadata
 */
export function messageHeaders(message: JsonRpcMessage): Record<string, string> | undefined {
  const version = versionOf(message);
  if (version === undefined || !('method' in message)) return undefined;
  const parameter = nameParameters.get(message.method);
  const name = parameter === undefined ? undefined : message.params?.[parameter];
  return {
    'mcp-protocol-version': encodeHeaderValue(version),
    'mcp-method': encodeHeaderValue(message.method),
    ...(typeof name === 'string' ? { 'mcp-name': encodeHeaderValue(name) } : {}),
  };
}

function versionOf(message: JsonRpcMessage): string | undefined {
  if (!('method' in message) || !('id' in message)) return undefined;
  const meta: JsonObject | undefined = asObject(message.params?._meta);
  const version = meta?.[VERSION_KEY];
  return typeof version === 'string' ? version : undefined;
}
