import type { IncomingHttpHeaders } from 'node:http';
import type { JsonObject } from '../../hub.ts';
import { asObject } from '../message.ts';
import { decodeHeaderValue } from './header-value.ts';
import { malformed, mismatch, missing } from './request-headers.ts';

/** A parameter of a tool that a header repeats. */
interface ParamHeader {
  /** `Mcp-Param-…`, as the tool spells it. */
  readonly header: string;
  /** Names of properties that lead to the parameter. */
  readonly path: readonly string[];
  readonly type: unknown;
}

/** Deeper schemas are not looked through: they are a server's, and may be hostile. */
const maxDepth = 32;

/** Of each tool, for as long as the listing with it is kept. */
const known = new WeakMap<JsonObject, readonly ParamHeader[]>();

/**
 * Checks the `Mcp-Param-…` headers of a call against its arguments, as the tool's `x-mcp-header` annotations say.
 *
 * @throws McpError -32020 (HTTP 400)
 * @see MCP 2026-07-28, "Custom Headers from Tool Parameters"
 */
export function checkParamHeaders(headers: IncomingHttpHeaders, tool: JsonObject, args: unknown): void {
  for (const { header, path, type } of paramHeaders(tool)) {
    const inBody = bodyText(path.reduce<unknown>((value, name) => asObject(value)?.[name], args));
    const given = headers[header.toLowerCase()];
    // Null and absent values have no header; what can't be put into one is for the server to judge.
    if (inBody === undefined) continue;
    if (typeof given !== 'string') throw missing(header);
    const value = decodeHeaderValue(given);
    if (value === undefined) throw malformed(header);
    if (value !== inBody && !(type === 'integer' && isSameInteger(value, inBody))) throw mismatch(header);
  }
}

function paramHeaders(tool: JsonObject): readonly ParamHeader[] {
  const scanned = known.get(tool);
  if (scanned) return scanned;
  const found = [...scan(asObject(tool.inputSchema), [])];
  known.set(tool, found);
  return found;
}

/** Annotations count where plain `properties` lead to them; tools with others are left out by their clients. */
function* scan(schema: JsonObject | undefined, path: readonly string[]): Iterable<ParamHeader> {
  if (path.length > maxDepth) return;
  for (const [name, value] of Object.entries(asObject(schema?.properties) ?? {})) {
    const property = asObject(value);
    const annotation = property?.['x-mcp-header'];
    const here = [...path, name];
    if (typeof annotation === 'string' && annotation !== '') {
      yield { header: `Mcp-Param-${annotation}`, path: here, type: property?.type };
    }
    yield* scan(property, here);
  }
}

function bodyText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' || typeof value === 'number' ? String(value) : undefined;
}

const isSameInteger = (header: string, inBody: string) =>
  /^-?\d+(?:\.\d+)?$/.test(header) && Number(header) === Number(inBody);
