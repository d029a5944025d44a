import { CatalogError } from '../errors.ts';
import type { CatalogEntry, FoundServer, Registry, Wanted } from './catalog-entry.ts';
import { type WellKnownServer, wellKnownServers } from './well-known-servers.ts';

/** The list of servers that comes with the gateway: each at a version that was tried, unless another one is asked for. */
export class WellKnown implements Registry {
  readonly name = 'builtin';
  readonly #packages: Readonly<Record<WellKnownServer['registry'], Registry>>;

  constructor(packages: Readonly<Record<WellKnownServer['registry'], Registry>>) {
    this.#packages = packages;
  }

  async search(words: string): Promise<CatalogEntry[]> {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    const entries = Object.entries(wellKnownServers).map(([id, server]) => entryOf(id, server));
    return entries.filter(({ registryId, name, description }) => {
      const text = `${registryId} ${name} ${description ?? ''}`.toLowerCase();
      return wanted.every(word => text.includes(word));
    });
  }

  async find(id: string, wanted: Wanted, signal: AbortSignal): Promise<FoundServer> {
    const server = Object.hasOwn(wellKnownServers, id) ? wellKnownServers[id] : undefined;
    if (!server)
      throw new CatalogError('GW_PACKAGE_NOT_FOUND', `The gateway's own list has no ${id.slice(0, 100)}`);
    const version = wanted.version ?? server.version;
    const { entry, plan } = await this.#packages[server.registry].find(server.id, { version }, signal);
    const { executables, homepage } = entry;
    return {
      entry: { ...entryOf(id, server), version: entry.version, executables, homepage },
      plan: plan.kind === 'package' && server.args ? { ...plan, args: server.args } : plan,
    };
  }
}

const entryOf = (id: string, server: WellKnownServer): CatalogEntry => ({
  registry: 'builtin',
  registryId: id,
  name: server.title,
  description: server.description,
  version: server.version,
  homepage: null,
  executables: null,
  needs: server.needs ?? [],
});
