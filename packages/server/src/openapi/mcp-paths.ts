/** Where MCP clients go: all servers, one, or what a bundle holds. */
export const mcpPaths = ['/mcp/gateway', '/mcp/servers/{name}', '/mcp/bundles/{bundle_key}'] as const;
