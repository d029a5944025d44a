import { invalidRequest } from './errors.ts';
import { nestsDeeperThan } from './json-depth.ts';
import { numbersAreFinite } from './json-numbers.ts';
import { validName } from './names.ts';

/** The body of `POST /services/{name}/call`, checked. */
export interface CallRequest {
  readonly tool: string;
  readonly sessionId: string;
  readonly arguments: Record<string, unknown>;
  /** The new session's idle time, in milliseconds; absent: the configured one. */
  readonly idleTimeoutMs: number | undefined;
  /** Limit of this call, in milliseconds; absent: the service's. */
  readonly callTimeoutMs: number | undefined;
  /** Kept on the new session. */
  readonly metadata: Record<string, unknown>;
}

const maxDepth = 512;
/** What a session keeps of its caller's making, as JSON. */
const maxMetadataBytes = 64 * 1024;
const maxSeconds = 3600;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a call's body, in the contract's order of checks.
 *
 * @param body the bytes as they came; absent where the request had none
 * @throws RequestError 400 with the contract's text for the first thing that is wrong
 */
export function parseCallRequest(body: Uint8Array | undefined): CallRequest {
  const data = parseJsonObject(body);
  if (!isTruthy(data.tool)) throw invalidRequest("Missing 'tool' parameter");
  const tool = validName('tool', data.tool);
  if (!isTruthy(data.session_id)) throw invalidRequest("Missing 'session_id' parameter");
  const sessionId = validName('session', data.session_id);
  const args = data.arguments === undefined ? {} : data.arguments;
  if (!isObject(args) || !numbersAreFinite(args)) throw invalidRequest("Invalid 'arguments' parameter");
  const idleTimeoutMs = milliseconds(data, 'timeout');
  const metadata = data.metadata === undefined ? {} : data.metadata;
  if (!isObject(metadata) || !isKept(metadata, body)) throw invalidRequest("Invalid 'metadata' parameter");
  const callTimeoutMs = milliseconds(data, 'call_timeout');
  return { tool, sessionId, arguments: args, metadata, idleTimeoutMs, callTimeoutMs };
}

/** Most bodies are smaller than the bound, so that nothing needs measuring. */
function isKept(metadata: Record<string, unknown>, body: Uint8Array | undefined): boolean {
  if (!numbersAreFinite(metadata)) return false;
  if (body === undefined || body.length <= maxMetadataBytes) return true;
  return Buffer.byteLength(JSON.stringify(metadata)) <= maxMetadataBytes;
}

function parseJsonObject(body: Uint8Array | undefined): Record<string, unknown> {
  const data = body === undefined ? undefined : parseJson(body);
  if (!isObject(data) || Object.keys(data).length === 0) throw invalidRequest('Invalid JSON');
  return data;
}

function parseJson(body: Uint8Array): unknown {
  try {
    const text = utf8.decode(body);
    return nestsDeeperThan(maxDepth, text) ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function milliseconds(data: Record<string, unknown>, name: 'timeout' | 'call_timeout'): number | undefined {
  const seconds = data[name];
  if (seconds === undefined) return undefined;
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= maxSeconds)) {
    throw invalidRequest(`Invalid '${name}' parameter`);
  }
  return seconds * 1000;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** As the original's language sees it, where empty lists and objects count as missing. */
function isTruthy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
