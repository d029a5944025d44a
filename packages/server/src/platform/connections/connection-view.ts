import type { CatalogServer, ConnectionInfo } from '@gw/catalog';
import type { Static } from 'typebox';
import { isoTime, isoTimeOrNull } from '../paging.ts';
import { userId } from '../user-id.ts';
import type { ConnectionView, CreatedBasic, CreatedConnection } from './connection-schemas.ts';

const common = (connection: ConnectionInfo) => ({
  id: connection.id,
  server_id: connection.serverId,
  user_id: userId(connection.principal),
  connection_data: connection.connectionData ? { ...connection.connectionData } : null,
  is_valid: connection.isValid,
  created_at: isoTime(connection.createdAt),
  updated_at: isoTime(connection.updatedAt),
});

export const createdView = (connection: ConnectionInfo): Static<typeof CreatedConnection> => ({
  ...common(connection),
  credential_type: connection.credentialType,
  alias: connection.alias,
  header_name: connection.headerName ?? '',
  prefix: connection.prefix ?? '',
  credential_masked: connection.hint,
});

export const basicView = (connection: ConnectionInfo): Static<typeof CreatedBasic> => ({
  ...common(connection),
  username: connection.username ?? '',
  auth_method: 'basic',
});

/** A connection as the wire has it, with its server where that is asked for. */
export const connectionView = (
  connection: ConnectionInfo,
  server?: CatalogServer,
): Static<typeof ConnectionView> => ({
  ...common(connection),
  credential_type: connection.credentialType,
  credential_masked: connection.hint,
  alias: connection.alias,
  username: connection.username,
  header_name: connection.headerName,
  provider_name: connection.providerName,
  provider_email: connection.providerEmail,
  token_type: connection.tokenType,
  expires_at: isoTimeOrNull(connection.expiresAt),
  scopes: connection.scopes ? [...connection.scopes] : null,
  health_status: connection.healthStatus,
  last_refreshed_at: isoTimeOrNull(connection.lastRefreshedAt),
  next_refresh_at: isoTimeOrNull(connection.nextRefreshAt),
  consecutive_refresh_failures: connection.consecutiveRefreshFailures,
  refresh_error: connection.refreshError,
  mcp_session_id: null,
  last_accessed_at: isoTimeOrNull(connection.lastAccessedAt),
  ...(server && {
    server: {
      id: server.id,
      name: server.name,
      display_name: server.displayName ?? server.name,
      type: server.type,
      status: server.status,
    },
  }),
});
