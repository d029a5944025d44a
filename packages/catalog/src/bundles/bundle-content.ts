import type { BundleRecord, BundleServerRecord, BundleToolRecord } from '@gw/store';
import type { CatalogTool } from '../catalog-tool.ts';
import { type BundledTool, broughtTool, placedTool } from './bundled-tool.ts';

/** Where a bundle's tools come from. */
export interface ToolSource {
  /** A tool by its id, hidden ones too. */
  findTool(id: string): CatalogTool | undefined;
  /** All tools of a server; undefined where it isn't there. */
  toolsIn(
    serverId: string,
  ): { readonly serverName: string; readonly tools: readonly CatalogTool[] } | undefined;
}

/** What a bundle is made of. */
export interface BundleParts {
  readonly record: BundleRecord;
  /** By the tools' ids. */
  readonly tools: ReadonlyMap<string, BundleToolRecord>;
  /** Those that are in it as a whole, by their ids. */
  readonly servers: ReadonlyMap<string, BundleServerRecord>;
}

/**
 * What a bundle holds at one moment: the tools that were put into it, in their order, and then those that come with
 * their servers. It never changes: after a change there is another.
 */
export class BundleContent {
  readonly record: BundleRecord;
  readonly tools: readonly BundledTool[];
  readonly #byId: ReadonlyMap<string, BundledTool>;
  readonly #byName = new Map<string, BundledTool>();
  readonly #byOrigin = new Map<string, { readonly held: BundledTool; readonly place: number }>();
  readonly #excluded = new Set<string>();
  readonly #whole = new Set<string>();
  readonly #touched: ReadonlySet<string>;

  constructor({ record, tools, servers }: BundleParts, source: ToolSource) {
    this.record = record;
    const placed = [...tools.values()].flatMap(place => {
      const tool = source.findTool(place.toolId);
      if (!tool) return [];
      if (!place.excluded) return [placedTool(place, tool)];
      this.#excluded.add(originKey(tool.serverName, tool.effective.name));
      return [];
    });
    placed.sort((one, other) => one.displayOrder - other.displayOrder || (one.id < other.id ? -1 : 1));
    const all = [...placed];
    let next = (placed.at(-1)?.displayOrder ?? -1) + 1;
    for (const [serverId, server] of servers) {
      const known = source.toolsIn(serverId);
      if (!known) continue;
      this.#whole.add(known.serverName);
      for (const tool of known.tools) {
        if (tools.has(tool.id) || !tool.exposed) continue;
        all.push(broughtTool(server, tool, next));
        next++;
      }
    }
    this.tools = all;
    this.#byId = new Map(all.map(held => [held.tool.id, held]));
    for (const [place, held] of all.entries()) {
      const { serverName, effective } = held.tool;
      if (!this.#byName.has(held.name)) this.#byName.set(held.name, held);
      this.#byOrigin.set(originKey(serverName, effective.name), { held, place });
    }
    this.#touched = new Set([...this.#whole, ...all.map(({ tool }) => tool.serverName)]);
  }

  /** By the tool's id, disabled ones too. */
  find(toolId: string): BundledTool | undefined {
    return this.#byId.get(toolId);
  }

  /** By its name in the bundle, disabled ones too. */
  named(name: string): BundledTool | undefined {
    return this.#byName.get(name);
  }

  /**
   * A tool as its server offers it: `undefined` where it isn't in here. One that is not known yet is, if its server is
   * as a whole.
   */
  offered(serverName: string, name: string): BundledTool | 'unchanged' | undefined {
    const key = originKey(serverName, name);
    const held = this.#byOrigin.get(key)?.held;
    if (held) return held.enabled ? held : undefined;
    return this.#whole.has(serverName) && !this.#excluded.has(key) ? 'unchanged' : undefined;
  }

  /** Where it stands; the last place where it isn't known yet. */
  placeOf(serverName: string, name: string): number {
    return this.#byOrigin.get(originKey(serverName, name))?.place ?? this.tools.length;
  }

  /** Whether a server is in it as a whole, so that its prompts and resources are, too. */
  hasServer(serverName: string): boolean {
    return this.#whole.has(serverName);
  }

  /** Whether anything of a server is in it. */
  touches(serverName: string): boolean {
    return this.#touched.has(serverName);
  }
}

const originKey = (serverName: string, name: string): string => `${serverName}\0${name}`;
