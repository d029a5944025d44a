import { EventEmitter } from 'node:events';
import type { Catalog } from '@gw/catalog';
import type { JsonObject } from '@gw/mcp-client';
import type { ExposedTool, ToolExposure } from '../../mcp/hub/tool-exposure.ts';

type Presented = WeakMap<readonly JsonObject[], readonly JsonObject[]>;

/**
 * Overrides and selections of a catalog, for those who list and call tools without it. Until there is one, everything
 * is shown as it is.
 */
export class CatalogExposure implements ToolExposure {
  readonly #changes = new EventEmitter<{ changed: [service: string] }>().setMaxListeners(0);
  readonly #presented = new Map<string, Presented>();
  #catalog: Catalog | undefined;

  /** Goes by a catalog from now on. */
  use(catalog: Catalog): void {
    this.#catalog = catalog;
    const changed = (name: string) => {
      this.#presented.delete(name);
      this.#changes.emit('changed', name);
    };
    catalog.on('toolsChanged', (_id, name) => changed(name));
    for (const { name } of catalog.servers()) changed(name);
  }

  present(service: string, tools: readonly JsonObject[]): readonly JsonObject[] {
    const catalog = this.#catalog;
    if (!catalog) return tools;
    const ofService: Presented = this.#presented.get(service) ?? new WeakMap();
    this.#presented.set(service, ofService);
    const known = ofService.get(tools);
    if (known) return known;
    const shown = tools.flatMap(tool => this.#shown(catalog, service, tool));
    const isSame = shown.length === tools.length && shown.every((tool, at) => tool === tools[at]);
    const presented = isSame ? tools : shown;
    ofService.set(tools, presented);
    return presented;
  }

  meant(service: string, name: string): ExposedTool | undefined {
    const offered = this.#catalog?.offeredTool(service, name);
    if (offered) return { name: offered.name, argumentDefaults: offered.argumentDefaults };
    // Hidden, or offered under another name.
    if (this.#catalog?.ownTool(service, name) || this.#hidesNew(service)) return undefined;
    return { name, argumentDefaults: {} };
  }

  onChanged(listener: (service: string) => void): () => void {
    this.#changes.on('changed', listener);
    return () => void this.#changes.off('changed', listener);
  }

  /** A tool that the catalog doesn't know is one session's own, or about to be known. */
  #shown(catalog: Catalog, service: string, tool: JsonObject): JsonObject[] {
    const known = catalog.ownTool(service, String(tool.name));
    if (!known) return this.#hidesNew(service) ? [] : [tool];
    if (!known.exposed || !catalog.mayShow(service, tool)) return [];
    const isChanged = known.isCorrected || Object.keys(known.overrides).length > 0;
    return [isChanged ? known.effective.definition : tool];
  }

  #hidesNew(service: string): boolean {
    return this.#catalog?.exposureOf(service) === 'selected';
  }
}
