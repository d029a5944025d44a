import type { CatalogServer, OAuthAppInfo, ServerFields, ServerHealth } from '@gw/catalog';
import type { Static } from 'typebox';
import { isoTime, isoTimeOrNull } from '../paging.ts';
import { oauthConfigView } from './oauth-config-schemas.ts';
import type { HealthView, ServerView, UpdateServerBody } from './server-schemas.ts';

/** A server as the wire has it. */
export function serverView(
  server: CatalogServer,
  publicUrl: string,
  oauth?: OAuthAppInfo,
): Static<typeof ServerView> {
  return {
    id: server.id,
    name: server.name,
    display_name: server.displayName ?? server.name,
    description: server.description,
    icon_url: server.iconUrl,
    type: server.type,
    status: server.status,
    config: { ...server.config },
    source: server.source,
    source_doc_url: server.sourceDocUrl,
    credential_mode: server.credentialMode,
    exposure_mode: server.exposureMode,
    pin: server.pin,
    portal_visible: server.portalVisible,
    portal_category: server.portalCategory,
    portal_tags: [...server.portalTags],
    tool_count: server.toolCount,
    last_synced_at: isoTimeOrNull(server.lastSyncedAt),
    last_error: server.lastError,
    credential_requirements: server.credentialRequirements.map(requirement => ({ ...requirement })),
    oauth_config: oauth ? oauthConfigView(oauth) : null,
    created_at: isoTime(server.createdAt),
    updated_at: isoTime(server.updatedAt),
    mcp_endpoint_url: endpointUrl(publicUrl, server.name),
  };
}

/** Where MCP clients reach one server. */
export const endpointUrl = (publicUrl: string, name: string): string => `${publicUrl}/mcp/servers/${name}`;

/** What a body says of a server, by the names that the catalog has for it. */
export const fieldsOf = (
  body: Omit<Static<typeof UpdateServerBody>, 'name' | 'type' | 'oauth_config'>,
): Omit<ServerFields, 'name' | 'type'> => ({
  config: body.config,
  displayName: body.display_name,
  description: body.description,
  iconUrl: body.icon_url,
  sourceDocUrl: body.source_doc_url,
  exposureMode: body.exposure_mode,
  pin: body.pin,
  credentialMode: body.credential_mode,
  credentialRequirements: body.credential_requirements,
  portalVisible: body.portal_visible,
  portalCategory: body.portal_category,
  portalTags: body.portal_tags,
});

/** How a server is, as the wire has it. */
export const healthView = (health: ServerHealth): Static<typeof HealthView> => ({
  server_id: health.server.id,
  server_name: health.server.name,
  current_status: health.server.status,
  previous_status: health.previousStatus,
  tools_count: health.server.toolCount,
  latency_ms: health.latencyMs,
  error: health.error,
  checked_at: isoTime(health.checkedAt),
});
