import { json, RegistryServer } from './registry-server.ts';

/** A `server.json`, as it is published. */
export interface PublishedServer {
  readonly name: string;
  readonly version: string;
  readonly [key: string]: unknown;
}

/** A registry of MCP servers. Source: its API `v0.1`. */
export async function startMcpRegistry(servers: readonly PublishedServer[]): Promise<RegistryServer> {
  const registry = new RegistryServer((url, _request, response) => {
    const [, name, version] = /^\/v0\.1\/servers\/([^/]+)\/versions\/([^/]+)$/.exec(url.pathname) ?? [];
    if (name !== undefined && version !== undefined) {
      const known = servers.filter(each => each.name === decodeURIComponent(name));
      const server = version === 'latest' ? known.at(-1) : known.find(each => each.version === version);
      return server
        ? json(response, 200, { server, _meta: {} })
        : json(response, 404, { error: 'Server not found' });
    }
    if (url.pathname !== '/v0.1/servers') return json(response, 404, { error: 'Not found' });
    const found = servers.filter(each => each.name.includes(url.searchParams.get('search') ?? ''));
    json(response, 200, {
      servers: found.map(server => ({ server, _meta: {} })),
      metadata: { count: found.length },
    });
  });
  return registry.listen();
}
