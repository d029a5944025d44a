import type { ToolOverrides } from '@gw/store';
import type { ToolSelection } from './catalog-options.ts';
import type { CatalogState } from './catalog-state.ts';
import type { CatalogTool } from './catalog-tool.ts';
import { invalid } from './errors.ts';
import { type CorrectedSchema, correctSchema } from './schema-correction.ts';
import type { ServerEntry } from './server-entry.ts';
import { checkedOverrides } from './tool-changes.ts';

/** Changes of what callers see of tools. What each method throws: `Catalog`. */
export class ToolEdits {
  readonly #state: CatalogState;

  constructor(state: CatalogState) {
    this.#state = state;
  }

  setOverrides(
    serverId: string,
    toolId: string,
    changes: { readonly [K in keyof ToolOverrides]?: ToolOverrides[K] | null | undefined },
  ): Promise<CatalogTool> {
    return this.change(serverId, toolId, async (tool, entry) => {
      const overrides = checkedOverrides(tool, entry.tools, changes);
      await this.#state.options.store.tools.update(toolId, { overrides });
    });
  }

  resetOverrides(serverId: string, toolId: string): Promise<CatalogTool> {
    return this.change(serverId, toolId, async (tool, entry) => {
      checkedOverrides({ ...tool, overrides: {} }, entry.tools, {});
      await this.#state.options.store.tools.update(toolId, { overrides: null });
    });
  }

  selection(serverId: string): ToolSelection {
    const { record, tools } = this.#state.table.get(serverId);
    const selectedToolIds = tools.filter(({ selected }) => selected).map(({ id }) => id);
    return { exposureMode: record.exposureMode, selectedToolIds };
  }

  async select(
    serverId: string,
    { exposureMode, selectedToolIds }: Partial<ToolSelection>,
  ): Promise<ToolSelection> {
    const { table, options } = this.#state;
    await this.#state.inTurn(async () => {
      const entry = table.get(serverId);
      const { store } = options;
      const own = new Set(entry.toolRecords.map(({ id }) => id));
      const wrong = selectedToolIds?.findIndex(id => !own.has(id)) ?? -1;
      if (wrong >= 0) throw invalid(`/selected_tool_ids/${wrong}`, 'is no tool of this server');
      await store.transaction(async tables => {
        if (selectedToolIds) await tables.tools.select(serverId, [...new Set(selectedToolIds)]);
        if (exposureMode) await tables.servers.update(serverId, { exposureMode });
      });
      const record = await store.servers.get(serverId);
      if (record) entry.change(record);
      table.setTools(entry, await store.tools.ofServer(serverId));
    });
    this.#state.tellTools(serverId);
    return this.selection(serverId);
  }

  async correctSchema(serverId: string, toolId: string): Promise<CorrectedSchema> {
    const { definition } = this.#state.toolOf(serverId, toolId);
    const corrected = correctSchema(definition.inputSchema);
    const correctedSchema = corrected.changes.length > 0 ? corrected.schema : null;
    await this.change(serverId, toolId, async () => {
      await this.#state.options.store.tools.update(toolId, { correctedSchema });
    });
    return corrected;
  }

  /** Changes one tool in the store, and takes up what it is then. */
  async change(
    serverId: string,
    toolId: string,
    write: (tool: CatalogTool, entry: ServerEntry) => Promise<void>,
  ): Promise<CatalogTool> {
    const { table, options } = this.#state;
    await this.#state.inTurn(async () => {
      const entry = table.get(serverId);
      await write(this.#state.toolOf(serverId, toolId), entry);
      const record = await options.store.tools.get(toolId);
      if (!record) return;
      const records = entry.toolRecords.map(known => (known.id === toolId ? record : known));
      table.setTools(entry, records);
    });
    this.#state.tellTools(serverId);
    return this.#state.toolOf(serverId, toolId);
  }
}
