import type { ConnectionInfo } from '@gw/catalog';
import type { PlatformParts } from '../parts.ts';

/**
 * Learns a server that shows nothing without credentials, once somebody has some for it: beside the request that
 * brought them. What goes wrong is known when the server is called.
 */
export function learnByConnection(
  { catalog, connections, manager }: Pick<PlatformParts, 'catalog' | 'connections' | 'manager'>,
  { serverId, principal }: ConnectionInfo,
): void {
  const { name } = catalog.server(serverId);
  if (!manager.services.has(name) || manager.status(name).state !== 'failed') return;
  const learn = async () => {
    await using client = await manager.createClient(name, { access: connections.of(name, principal) });
    await manager.getSurface(client.service.name);
  };
  learn().catch(() => {});
}
