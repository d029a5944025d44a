import type { HttpConnection, HttpRequest } from './http-connection.ts';

export const mcpEras = ['2025', '2026'] as const;
export type McpEra = (typeof mcpEras)[number];

/** A client's place at an MCP endpoint. */
export interface McpPlace {
  readonly era: McpEra;
  readonly path: string;
  /** 2025 only. */
  readonly sessionId?: string;
}

type Params = Readonly<Record<string, unknown>>;

const versions: Readonly<Record<McpEra, string>> = { '2025': '2025-11-25', '2026': '2026-07-28' };
const clientInfo = { name: 'bench', version: '1.0.0' };

/** A request over Streamable HTTP in the dress of its era. */
export function mcpRequest({ era, path, sessionId }: McpPlace, method: string, params: Params): HttpRequest {
  const headers: Record<string, string> = {
    Accept: 'application/json, text/event-stream',
    'MCP-Protocol-Version': versions[era],
    ...(sessionId !== undefined && { 'Mcp-Session-Id': sessionId }),
  };
  if (era === '2025')
    return { method: 'POST', path, headers, body: { jsonrpc: '2.0', id: 1, method, params } };
  const name = params.name ?? params.uri;
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': versions[era],
    'io.modelcontextprotocol/clientInfo': clientInfo,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  return {
    method: 'POST',
    path,
    headers: { ...headers, 'Mcp-Method': method, ...(typeof name === 'string' && { 'Mcp-Name': name }) },
    body: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
  };
}

/** Takes a place at an endpoint: a session of its own in the 2025 era, nothing to be done in the 2026 era. */
export async function takePlace(connection: HttpConnection, era: McpEra, path: string): Promise<McpPlace> {
  if (era === '2026') return { era, path };
  const params = { protocolVersion: versions[era], capabilities: {}, clientInfo };
  const { status, head, body } = await connection.request(mcpRequest({ era, path }, 'initialize', params));
  const sessionId = /\r\nmcp-session-id: *([^\r]+)/i.exec(head)?.[1];
  if (status !== 200) throw new Error(`initialize at ${path} was answered with ${status}: ${body}`);
  const place = { era, path, ...(sessionId !== undefined && { sessionId }) };
  const { id: _, ...initialized } = mcpRequest(place, 'notifications/initialized', {}).body as { id: number };
  await connection.request({ ...mcpRequest(place, 'notifications/initialized', {}), body: initialized });
  return place;
}

/** The last message of an answer's body, which is JSON or a stream of events. */
export function messageOf(body: string): unknown {
  return JSON.parse(body.startsWith('{') ? body : (body.trimEnd().split('\ndata: ').at(-1) ?? ''));
}

/** Sends a request and gives the milliseconds until its answer, and the answer. Throws on an error. */
export async function timedMcp(
  connection: HttpConnection,
  place: McpPlace,
  method: string,
  params: Params,
): Promise<{ ms: number; body: string }> {
  const bytes = connection.encode(mcpRequest(place, method, params));
  const start = performance.now();
  const { status, body } = await connection.send(bytes);
  const ms = performance.now() - start;
  if (status !== 200 || !body.includes('"result"'))
    throw new Error(`${method} at ${place.path} was answered with ${status}: ${body.slice(0, 500)}`);
  return { ms, body };
}
