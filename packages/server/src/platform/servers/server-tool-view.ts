import type { CatalogTool, DeclaredTool, SyncCounts } from '@gw/catalog';
import type { Static } from 'typebox';
import { isoTime } from '../paging.ts';
import type { OverridesView, SyncView, ToolView, UpdateToolBody } from './server-tool-schemas.ts';

/** A tool as the wire has it. */
export function toolView(tool: CatalogTool): Static<typeof ToolView> {
  const { effective, definition } = tool;
  return {
    id: tool.id,
    server_id: tool.serverId,
    server_name: tool.serverName,
    name: effective.name,
    original_name: tool.name,
    qualified_name: effective.qualifiedName,
    description: effective.description,
    input_schema: effective.inputSchema,
    output_schema: objectOrNull(definition.outputSchema),
    annotations: objectOrNull(definition.annotations),
    enabled: tool.exposed,
    selected: tool.selected,
    overrides: { ...tool.overrides },
    schema_corrected: tool.isCorrected,
    created_at: isoTime(tool.createdAt),
    updated_at: isoTime(tool.updatedAt),
  };
}

export const overridesView = ({ id, overrides }: CatalogTool): Static<typeof OverridesView> => ({
  tool_id: id,
  name: overrides.name ?? null,
  description: overrides.description ?? null,
  enabled: overrides.enabled ?? null,
  argument_defaults: overrides.argument_defaults ? { ...overrides.argument_defaults } : null,
});

export const syncView = ({ added, updated, removed, total }: SyncCounts): Static<typeof SyncView> => ({
  tools_added: added,
  tools_updated: updated,
  tools_removed: removed,
  total_tools: total,
});

/** What a body declares, the name apart. */
export const declaredOf = ({
  description,
  input_schema,
}: Static<typeof UpdateToolBody>): Omit<DeclaredTool, 'name'> => ({
  ...(description !== undefined && { description }),
  ...(input_schema !== undefined && { inputSchema: input_schema }),
});

const objectOrNull = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
