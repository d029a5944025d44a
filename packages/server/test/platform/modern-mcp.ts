import type { TestPlatform } from './test-platform.ts';

interface ModernRequest {
  /** What follows `/mcp/`; default `gateway`. */
  readonly at?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request of an MCP client of the 2026 era, which needs no session; gives status and JSON-RPC answer. */
export async function askMcp(
  platform: TestPlatform,
  method: string,
  params: object = {},
  { at = 'gateway', headers = {} }: ModernRequest = {},
) {
  const _meta = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const { name = undefined, uri = name } = params as { name?: string; uri?: string };
  const answer = await platform.gateway.inject({
    method: 'POST',
    url: `/mcp/${at}`,
    headers: {
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(uri && { 'mcp-name': uri }),
      ...headers,
    },
    payload: { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta } },
  });
  const { result, error } = answer.json();
  return { status: answer.statusCode, result, error };
}

/** Names of the tools that are listed. */
export async function toolNames(platform: TestPlatform, request?: ModernRequest): Promise<string[]> {
  const { result, error } = await askMcp(platform, 'tools/list', {}, request);
  if (error) throw new Error(error.message);
  return result.tools.map(({ name }: { name: string }) => name);
}

/** The text of a tool's result, or why there is none. */
export async function callTool(
  platform: TestPlatform,
  name: string,
  args: object = {},
  request?: ModernRequest,
): Promise<string> {
  const { result, error } = await askMcp(platform, 'tools/call', { name, arguments: args }, request);
  return error ? error.message : result.content.map(({ text }: { text: string }) => text).join('\n');
}
