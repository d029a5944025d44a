import type { IncomingHttpHeaders } from 'node:http';
import type { McpError } from '../../hub.ts';
import type { RequestMessage } from '../message.ts';
import { rpcCodes } from '../rpc-codes.ts';
import { refusal } from '../rpc-failure.ts';
import { decodeHeaderValue } from './header-value.ts';
import type { RequestMeta } from './request-meta.ts';

/** Methods whose headers name what they are about, and the parameter that does so in the body. */
const named: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  // Of the tasks extension (SEP-2663).
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

/**
 * Checks that the headers of a POST say what its body says, so that whoever routes by headers and whoever reads the
 * body see one request.
 *
 * @throws McpError -32020 (HTTP 400)
 * @see MCP 2026-07-28, "Server Validation"
 */
export function checkRequestHeaders(
  headers: IncomingHttpHeaders,
  { method, params }: RequestMessage,
  { protocolVersion }: RequestMeta,
): void {
  requireEqual('MCP-Protocol-Version', headers['mcp-protocol-version'], protocolVersion);
  requireEqual('Mcp-Method', headers['mcp-method'], method);
  const parameter = named.get(method);
  const name = parameter === undefined ? undefined : params?.[parameter];
  // A request that lacks the parameter is wrong for another reason, which its server tells.
  if (typeof name !== 'string') return;
  const header = headers['mcp-name'];
  if (typeof header !== 'string') throw missing('Mcp-Name');
  const given = decodeHeaderValue(header);
  if (given === undefined) throw malformed('Mcp-Name');
  if (given !== name) throw mismatch('Mcp-Name');
}

function requireEqual(header: string, given: string | string[] | undefined, inBody: string): void {
  if (given === undefined) throw missing(header);
  if (given !== inBody) throw mismatch(header);
}

/** The refusal of a request without a header that it needs. */
export const missing = (header: string): McpError => mismatchError(`the header ${header} is required`);

/** The refusal of a header with characters that it can't have. */
export const malformed = (header: string): McpError => mismatchError(`the header ${header} is malformed`);

/** The refusal of a header that says something else than the body. */
export const mismatch = (header: string): McpError =>
  mismatchError(`the header ${header} does not match the body`);

const mismatchError = (problem: string) =>
  refusal(400, rpcCodes.headerMismatch, `Header mismatch: ${problem}`);
