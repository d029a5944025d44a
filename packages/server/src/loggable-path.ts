/** The path of a request as it may be logged: without its query, and without the key of a bundle. */
export const loggablePath = (url: string): string =>
  (url.split('?', 1)[0] ?? '').replace(/\/mcp\/bundles\/[^/]+/i, '/mcp/bundles/***');
