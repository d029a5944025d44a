import type { Connections } from '@gw/catalog';
import type { UpstreamAccess } from '@gw/mcp-client';
import { ownerId } from '../../credentials.ts';
import type { ServiceAccess } from '../../service-access.ts';

/** Principals' connections, for those who start upstreams without knowing of them. Until there are any, nobody has one. */
export class ConnectionAccess implements ServiceAccess {
  #connections: Connections | undefined;

  /** Goes by these from now on. */
  use(connections: Connections): void {
    this.#connections = connections;
  }

  of(service: string, principal: string): UpstreamAccess | undefined {
    return this.#connections?.of(service, principal);
  }

  /** One connection's, whoever calls; undefined where it is gone, or for another server. */
  ofConnection(service: string, connectionId: string): UpstreamAccess | undefined {
    return this.#connections?.ofConnection(service, connectionId);
  }

  /** With what it is learned what a service shows to everybody. */
  readonly forLearning = (service: string): UpstreamAccess | undefined => {
    try {
      return this.of(service, ownerId);
    } catch {
      // Calls tell why.
      return undefined;
    }
  };
}
