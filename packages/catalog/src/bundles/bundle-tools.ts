import type { BundleToolRecord } from '@gw/store';
import { CatalogError, invalid } from '../errors.ts';
import { checkToolName } from '../tool-changes.ts';
import type { BundleContent } from './bundle-content.ts';
import type { BundleEntry } from './bundle-entry.ts';
import type { BundleToolFields, NewBundledTool } from './bundle-fields.ts';
import type { BundleState } from './bundle-state.ts';
import { type BundledTool, placeId } from './bundled-tool.ts';

/** Tools and servers of bundles. What each method throws: `Bundles`. */
export class BundleTools {
  readonly #state: BundleState;

  constructor(state: BundleState) {
    this.#state = state;
  }

  async assignServer(id: string, serverId: string): Promise<{ added: number; existing: number }> {
    const { store, catalog } = this.#state.options;
    catalog.server(serverId);
    const countIn = ({ tools }: BundleContent) =>
      tools.filter(({ tool }) => tool.serverId === serverId).length;
    let existing = 0;
    const content = await this.#state.change(id, async entry => {
      existing = countIn(entry.content);
      await store.bundleServers.assign(id, serverId);
      entry.servers.set(serverId, { bundleId: id, serverId, createdAt: Date.now() });
      const ofServer = this.#toolsOf(entry, serverId);
      await this.#forget(
        entry,
        ofServer.filter(({ excluded }) => excluded),
      );
    });
    return { added: countIn(content) - existing, existing };
  }

  async removeServer(id: string, serverId: string): Promise<void> {
    const { store } = this.#state.options;
    await this.#state.change(id, async entry => {
      const ofServer = this.#toolsOf(entry, serverId);
      if (!entry.servers.has(serverId) && ofServer.length === 0) {
        throw new CatalogError('GW_SERVER_NOT_FOUND', `The bundle has nothing of a server ${serverId}`);
      }
      await store.bundleServers.remove(id, serverId);
      await store.bundleTools.removeServer(id, serverId);
      entry.servers.delete(serverId);
      for (const { toolId } of ofServer) entry.tools.delete(toolId);
    });
  }

  async add(id: string, tools: readonly NewBundledTool[]): Promise<BundledTool[]> {
    let added: readonly BundleToolRecord[] = [];
    const content = await this.#state.change(id, async entry => {
      this.check(entry, tools);
      const places = tools.flatMap(({ toolId }) => entry.tools.get(toolId) ?? []);
      await this.#forget(
        entry,
        places.filter(({ excluded }) => excluded),
      );
      added = await this.place(entry, tools);
    });
    return added.flatMap(({ toolId }) => content.find(toolId) ?? []);
  }

  async update(id: string, toolId: string, changes: BundleToolFields): Promise<BundledTool> {
    const { bundleTools } = this.#state.options.store;
    const content = await this.#state.change(id, async entry => {
      const { displayOrder, id: place } = requireHeld(entry.content, toolId);
      checkName(entry.content, '/override_name', toolId, changes.overrideName);
      const known = entry.tools.get(toolId);
      const changed = known
        ? await bundleTools.update(known.id, changes)
        : await bundleTools.insert({ id: place, bundleId: id, toolId, displayOrder, ...changes });
      if (changed) entry.tools.set(toolId, changed);
    });
    return requireHeld(content, toolId);
  }

  async remove(id: string, toolId: string): Promise<void> {
    const { bundleTools } = this.#state.options.store;
    await this.#state.change(id, async entry => {
      const { tool, displayOrder, id: place } = requireHeld(entry.content, toolId);
      const known = entry.tools.get(toolId);
      if (known) await this.#forget(entry, [known]);
      if (!entry.servers.has(tool.serverId)) return;
      const out = { id: place, bundleId: id, toolId, displayOrder, excluded: true };
      entry.tools.set(toolId, await bundleTools.insert(out));
    });
  }

  /** Whether tools could be put into a bundle. */
  check({ content }: BundleEntry, tools: readonly NewBundledTool[]): void {
    const names = new Set<string>();
    for (const [place, { toolId, overrideName }] of tools.entries()) {
      const at = `/tools/${place}`;
      if (!this.#state.source.findTool(toolId)) throw invalid(`${at}/tool_id`, 'is not the id of a tool');
      checkName(content, `${at}/override_name`, toolId, overrideName);
      if (!overrideName) continue;
      if (names.has(overrideName)) throw nameTaken(overrideName);
      names.add(overrideName);
    }
  }

  /** Puts in what isn't in yet. */
  async place(entry: BundleEntry, tools: readonly NewBundledTool[]): Promise<BundleToolRecord[]> {
    const { id } = entry.record;
    const withIds = tools.map(tool => ({ ...tool, id: placeId(id, tool.toolId) }));
    const added = await this.#state.options.store.bundleTools.add(id, withIds);
    for (const place of added) entry.tools.set(place.toolId, place);
    return added;
  }

  #toolsOf(entry: BundleEntry, serverId: string): BundleToolRecord[] {
    const { findTool } = this.#state.source;
    return [...entry.tools.values()].filter(({ toolId }) => findTool(toolId)?.serverId === serverId);
  }

  async #forget(entry: BundleEntry, places: readonly BundleToolRecord[]): Promise<void> {
    for (const { id, toolId } of places) {
      await this.#state.options.store.bundleTools.delete(id);
      entry.tools.delete(toolId);
    }
  }
}

function requireHeld(content: BundleContent, toolId: string): BundledTool {
  const held = content.find(toolId);
  if (held) return held;
  throw new CatalogError('GW_TOOL_NOT_FOUND', `The bundle has no tool with the id ${toolId}`);
}

function checkName(
  content: BundleContent,
  pointer: string,
  toolId: string,
  name: string | null | undefined,
): void {
  if (name === null || name === undefined) return;
  checkToolName(pointer, name);
  const other = content.named(name);
  if (other && other.tool.id !== toolId) throw nameTaken(name);
}

const nameTaken = (name: string) =>
  new CatalogError('GW_TOOL_NAME_TAKEN', `The bundle has a tool named ${name} already`);
