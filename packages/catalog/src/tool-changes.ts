import type { JsonObject } from '@gw/mcp-client';
import type { ToolDefinition, ToolOverrides, ToolRecord } from '@gw/store';
import type { DeclaredTool, SyncCounts } from './catalog-options.ts';
import { type CatalogTool, definitionHash } from './catalog-tool.ts';
import { CatalogError, invalid } from './errors.ts';

type OverrideChanges = { readonly [K in keyof ToolOverrides]?: ToolOverrides[K] | null | undefined };

/** @throws CatalogError `GW_INVALID` */
export function checkName(pointer: string, name: string): void {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name)) {
    throw invalid(pointer, 'must be 1 to 64 letters, digits, underscores and hyphens');
  }
}

/**
 * A tool's overrides after a change.
 *
 * @param tools all of the server
 * @throws CatalogError `GW_INVALID`, `GW_TOOL_NAME_TAKEN`
 */
export function checkedOverrides(
  { id, name, overrides }: Pick<CatalogTool, 'id' | 'name' | 'overrides'>,
  tools: readonly CatalogTool[],
  changes: OverrideChanges,
): ToolOverrides | null {
  if (typeof changes.name === 'string') checkToolName('/name', changes.name);
  const changed = Object.entries({ ...overrides, ...defined(changes) }).filter(([, value]) => value !== null);
  const result = Object.fromEntries(changed) as ToolOverrides;
  const offeredAs = result.name ?? name;
  if (tools.some(other => other.id !== id && other.effective.name === offeredAs)) {
    throw new CatalogError('GW_TOOL_NAME_TAKEN', `The server has a tool named ${offeredAs} already`);
  }
  return changed.length === 0 ? null : result;
}

/**
 * A tool that a caller declares, as a server would list it.
 *
 * @param at JSON pointer of what was given
 * @throws CatalogError `GW_INVALID`
 */
export function declared(at: string, { name, description, inputSchema }: DeclaredTool): ToolDefinition {
  checkToolName(`${at}/name`, name);
  if (name.includes('__')) {
    throw invalid(`${at}/name`, 'must not be qualified: the name of the server is put before it');
  }
  if (inputSchema && inputSchema.type !== undefined && inputSchema.type !== 'object') {
    throw invalid(`${at}/input_schema/type`, 'must be "object"');
  }
  const definition = {
    name,
    ...(description !== undefined && { description }),
    inputSchema: { type: 'object', ...inputSchema },
  };
  return { name, definition, definitionHash: definitionHash(definition) };
}

/** The tools that a server lists; of two with one name, the first counts. */
export function listed(tools: readonly JsonObject[]): ToolDefinition[] {
  const byName = new Map<string, ToolDefinition>();
  for (const definition of tools) {
    const { name } = definition;
    if (typeof name !== 'string' || byName.has(name)) continue;
    byName.set(name, { name, definition, definitionHash: definitionHash(definition) });
  }
  return [...byName.values()];
}

/** What has changed between two states of a server's tools. */
export function syncCounts(before: readonly ToolRecord[], after: readonly ToolRecord[]): SyncCounts {
  const hashes = new Map(before.map(({ id, definitionHash: known }) => [id, known]));
  const kept = after.filter(({ id }) => hashes.has(id));
  return {
    added: after.length - kept.length,
    updated: kept.filter(tool => hashes.get(tool.id) !== tool.definitionHash).length,
    removed: before.length - kept.length,
    total: after.length,
  };
}

/** Source: MCP, "Tool Names". */
export function checkToolName(pointer: string, name: string): void {
  if (!/^[a-zA-Z0-9_.-]{1,128}$/.test(name)) {
    throw invalid(pointer, 'must be 1 to 128 letters, digits, underscores, hyphens and dots');
  }
}

const defined = (changes: OverrideChanges) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
