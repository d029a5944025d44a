import type { DeclaredTool, SyncCounts } from './catalog-options.ts';
import type { CatalogState } from './catalog-state.ts';
import type { CatalogTool } from './catalog-tool.ts';
import { CatalogError, invalid } from './errors.ts';
import type { ServerEntry } from './server-entry.ts';
import { checkedOverrides, declared, syncCounts } from './tool-changes.ts';
import type { ToolEdits } from './tool-edits.ts';
import { unlessTaken } from './unless-taken.ts';

/** Tools that are declared on servers of type `local`. What each method throws: `Catalog`. */
export class LocalTools {
  readonly #state: CatalogState;
  readonly #edits: ToolEdits;

  constructor(state: CatalogState, edits: ToolEdits) {
    this.#state = state;
    this.#edits = edits;
  }

  async declare(serverId: string, tool: DeclaredTool): Promise<CatalogTool> {
    const { table, options } = this.#state;
    const definition = declared('', tool);
    const id = await this.#state.inTurn(async () => {
      const entry = this.#local(serverId);
      checkedOverrides({ id: '', name: tool.name, overrides: {} }, entry.tools, {});
      const record = await unlessTaken(
        () => options.store.tools.declare(serverId, definition),
        () => toolNameTaken(tool.name),
      );
      table.setTools(entry, [...entry.toolRecords, record]);
      return record.id;
    });
    this.#state.tellTools(serverId);
    return this.#state.toolOf(serverId, id);
  }

  update(serverId: string, toolId: string, changes: Partial<DeclaredTool>): Promise<CatalogTool> {
    return this.#edits.change(serverId, toolId, async ({ name, definition: before }, entry) => {
      this.#local(serverId);
      const { description, inputSchema } = before as Pick<DeclaredTool, 'description' | 'inputSchema'>;
      const changed = declared('', { name, description, inputSchema, ...changes });
      if (changed.name !== name && entry.tool(changed.name)) throw toolNameTaken(changed.name);
      await unlessTaken(
        () => this.#state.options.store.tools.update(toolId, changed),
        () => toolNameTaken(changed.name),
      );
    });
  }

  async delete(serverId: string, toolId: string): Promise<void> {
    const { table, options } = this.#state;
    await this.#state.inTurn(async () => {
      const entry = this.#local(serverId);
      this.#state.toolOf(serverId, toolId);
      await options.store.tools.delete(toolId);
      const left = entry.toolRecords.filter(({ id }) => id !== toolId);
      table.setTools(entry, left);
    });
    this.#state.tellTools(serverId);
  }

  async sync(serverId: string, tools: readonly DeclaredTool[]): Promise<SyncCounts> {
    const { table, options } = this.#state;
    const definitions = tools.map((tool, place) => declared(`/tools/${place}`, tool));
    const twice = definitions.findIndex(
      ({ name }, at) => definitions.findIndex(one => one.name === name) < at,
    );
    if (twice >= 0) throw invalid(`/tools/${twice}/name`, 'stands twice');
    const before = table.get(serverId).toolRecords;
    await this.#state.inTurn(async () => {
      const entry = this.#local(serverId);
      const { tools: records } = await options.store.tools.sync(serverId, definitions);
      table.setSynced(entry, records);
    });
    this.#state.tellTools(serverId);
    return syncCounts(before, table.get(serverId).toolRecords);
  }

  #local(id: string): ServerEntry {
    const entry = this.#state.table.get(id);
    if (entry.local) return entry;
    throw new CatalogError('GW_SERVER_NOT_LOCAL', 'Tools can be declared on servers of type local only');
  }
}

const toolNameTaken = (name: string) =>
  new CatalogError('GW_TOOL_NAME_TAKEN', `The server has a tool named ${name} already`);
