import type { BundleContent, BundledTool, BundleToolFields } from '@gw/catalog';
import type { BundleRecord } from '@gw/store';
import type { Static } from 'typebox';
import { isoTime } from '../paging.ts';
import type { BundleToolView, BundleView, UpdateToolBody } from './bundle-schemas.ts';

export function bundleView(record: BundleRecord, tools: number): Static<typeof BundleView> {
  const { id, name, description, agentId, createdAt, updatedAt } = record;
  return {
    id,
    name,
    description,
    agent_id: agentId,
    tool_count: tools,
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}

/** @param key what its endpoint is found by */
export const viewWithKey = ({ record, tools }: BundleContent, key: string) => ({
  ...bundleView(record, tools.length),
  bundle_key: key,
});

export const detailView = (content: BundleContent, key: string) => ({
  ...viewWithKey(content, key),
  tools: content.tools.map(bundleToolView),
});

export function bundleToolView(held: BundledTool): Static<typeof BundleToolView> {
  const { tool } = held;
  const { description } = tool.definition;
  return {
    id: held.id,
    tool_id: tool.id,
    override_name: held.overrideName,
    override_description: held.overrideDescription,
    enabled: held.enabled,
    display_order: held.displayOrder,
    has_override_embedding: false,
    original_name: tool.name,
    original_description: typeof description === 'string' ? description : '',
    server_id: tool.serverId,
    server_name: tool.serverName,
    display_name: tool.effective.name,
    input_schema: tool.effective.inputSchema,
    tool_name: tool.effective.qualifiedName,
    effective_name: held.name,
    effective_description: held.description,
    created_at: isoTime(held.createdAt),
    updated_at: isoTime(held.updatedAt),
  };
}

/** What a caller says of a tool in a bundle. An empty override is none. */
export function toolFieldsOf(body: Static<typeof UpdateToolBody>): BundleToolFields {
  const { override_name, override_description, enabled, display_order } = body;
  return {
    ...(override_name !== undefined && { overrideName: override_name || null }),
    ...(override_description !== undefined && { overrideDescription: override_description || null }),
    ...(enabled !== undefined && { enabled }),
    ...(display_order !== undefined && { displayOrder: display_order }),
  };
}
