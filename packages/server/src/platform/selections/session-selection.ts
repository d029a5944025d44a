import type { BundleContent, CatalogTool } from '@gw/catalog';
import type { JsonObject } from '@gw/mcp-client';
import type { Origin } from '../../mcp/hub/qualified-names.ts';
import type { Selection } from '../../mcp/hub/selection.ts';

/** What a session is narrowed by. */
export interface SessionBounds {
  /** Whether its patterns allow a tool. */
  readonly allows: (qualifiedName: string) => boolean;
  /** Name of the one server that it is for. */
  readonly server: string | undefined;
  /** The bundle that it is for. */
  readonly bundle: BundleContent | undefined;
}

/** What a platform session may use. */
export class SessionSelection implements Selection {
  readonly #bounds: SessionBounds;

  constructor(bounds: SessionBounds) {
    this.#bounds = bounds;
  }

  hasServer(service: string): boolean {
    const { server, bundle } = this.#bounds;
    return (server ?? service) === service && (bundle?.hasServer(service) ?? true);
  }

  touches(service: string): boolean {
    const { server, bundle } = this.#bounds;
    return (server ?? service) === service && (bundle?.touches(service) ?? true);
  }

  tool({ service, name }: Origin, listed: JsonObject): JsonObject | undefined {
    return this.#has(service, name) ? listed : undefined;
  }

  /** Whether a tool is within the session. */
  allows({ serverName, effective }: Pick<CatalogTool, 'serverName' | 'effective'>): boolean {
    return this.#has(serverName, effective.name);
  }

  #has(service: string, name: string): boolean {
    const { allows, bundle } = this.#bounds;
    if (!this.touches(service) || !allows(`${service}__${name}`)) return false;
    return bundle === undefined || bundle.offered(service, name) !== undefined;
  }
}
