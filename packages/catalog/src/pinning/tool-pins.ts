import type { CatalogState } from '../catalog-state.ts';
import type { CatalogTool } from '../catalog-tool.ts';
import { invalid } from '../errors.ts';
import { type ToolDifference, toolDifferences } from './tool-differences.ts';
import { type ToolFinding, toolFindings } from './tool-findings.ts';

/** A tool with what was approved of it, what has changed since, and what is odd about it. */
export interface PinnedTool {
  readonly tool: CatalogTool;
  readonly changes: readonly ToolDifference[];
  readonly findings: readonly ToolFinding[];
}

/** What was approved of servers' tools. What each method throws: `Catalog`. */
export class ToolPins {
  readonly #state: CatalogState;

  constructor(state: CatalogState) {
    this.#state = state;
  }

  ofServer(serverId: string): PinnedTool[] {
    return this.#state.table.get(serverId).tools.map(pinned);
  }

  async approve(serverId: string, toolIds?: readonly string[]): Promise<PinnedTool[]> {
    const { table, options } = this.#state;
    await this.#state.inTurn(async () => {
      const entry = table.get(serverId);
      const own = new Set(entry.tools.map(({ id }) => id));
      const wrong = toolIds?.findIndex(id => !own.has(id)) ?? -1;
      if (wrong >= 0) throw invalid(`/tool_ids/${wrong}`, 'is no tool of this server');
      await options.store.tools.approve(serverId, toolIds);
      table.setTools(entry, await options.store.tools.ofServer(serverId));
    });
    this.#state.tellTools(serverId);
    return this.ofServer(serverId);
  }

  /** Tells the log what has come with a server's list: tools that are not what they were, and odd ones. */
  report(serverId: string, before: readonly CatalogTool[]): void {
    const { record, tools } = this.#state.table.get(serverId);
    const known = new Map(before.map(tool => [tool.id, tool]));
    for (const tool of tools) {
      const { changed, held, policy } = tool.pin;
      const last = known.get(tool.id);
      if (policy === 'off' || last?.definition === tool.definition) continue;
      const fields = { server: record.name, tool: tool.name };
      if (changed) {
        const { changes, findings } = pinned(tool);
        const next = held ? 'it is held back until it is approved' : 'it is offered as it is now';
        this.#state.logger.warn(
          { ...fields, changes: changes.map(({ pointer }) => pointer), findings },
          `Tool ${tool.name} of ${record.name} is not what it was when it was approved: ${next}`,
        );
      } else if (!last) {
        const findings = toolFindings(tool.definition);
        if (findings.length === 0) continue;
        this.#state.logger.warn(
          { ...fields, findings },
          `Tool ${tool.name} of ${record.name} should be looked at`,
        );
      }
    }
  }
}

function pinned(tool: CatalogTool): PinnedTool {
  const { approved, changed } = tool.pin;
  const changes = changed ? toolDifferences(approved, tool.definition) : [];
  return { tool, changes, findings: toolFindings(tool.definition) };
}
