export type { Backoff } from './backoff.ts';
export type { McpClientEvents, McpClientOptions } from './client-options.ts';
export type { ConnectionLimits } from './connection-limits.ts';
export { statelessVersions } from './discover.ts';
export type { EraMemory, EraRecord } from './era-memory.ts';
export { createEraMemory } from './era-memory.ts';
export type { UpstreamErrorCode, UpstreamErrorDetails, UpstreamErrorOptions } from './errors.ts';
export { UpstreamError, UpstreamHttpError, UpstreamRpcError } from './errors.ts';
export { parseJson } from './exact-json.ts';
export { AddressGuard } from './http/address-guard.ts';
export type { Authorization, AuthorizationChallenge } from './http/authorization.ts';
export type { GuardedFetch, GuardedFetchOptions, SimpleFetch } from './http/guarded-fetch.ts';
export { createGuardedFetch } from './http/guarded-fetch.ts';
export type { OAuthAuthorization, OAuthAuthorizationOptions } from './http/oauth-authorization.ts';
export { createOAuthAuthorization } from './http/oauth-authorization.ts';
export type {
  KnownOAuthServer,
  OAuthGrant,
  OAuthIdentity,
  OAuthIntroduction,
  OAuthResource,
  OAuthServer,
} from './http/oauth-client.ts';
export { OAuthClient, OAuthRefusal } from './http/oauth-client.ts';
export type { OAuthClientSettings } from './http/oauth-provider.ts';
export type { OAuthRecord, OAuthStore } from './http/oauth-store.ts';
export { createMemoryOAuthStore } from './http/oauth-store.ts';
export type { InProcessExchange, InProcessServer } from './in-process-server.ts';
export { protocolVersions } from './initialize.ts';
export type { JsonObject } from './json-rpc-message.ts';
export type { ListHints, ListKind } from './list-kind.ts';
export type { Logger } from './logger.ts';
export { silentLogger } from './logger.ts';
export { McpClient } from './mcp-client.ts';
export type {
  CreateClientOptions,
  McpManagerEvents,
  McpManagerOptions,
  ServiceChanges,
} from './mcp-manager.ts';
export { McpManager } from './mcp-manager.ts';
export type { McpServiceOptions, SandboxConfig } from './mcp-service.ts';
export { McpService } from './mcp-service.ts';
export type { PlainSpawnerOptions } from './plain-spawner.ts';
export { createPlainSpawner } from './plain-spawner.ts';
export { isRepeatable } from './repeatable.ts';
export type { JsonRpcReply, RequestHandler } from './request-handler.ts';
export type { ServiceStatus } from './service-learner.ts';
export type { ProcessExit, ProcessUsage, SpawnedProcess, Spawner } from './spawner.ts';
export type { ServerIdentity, Surface } from './surface.ts';
export type { CallOptions, Progress, Tool, ToolContent, ToolResult } from './tool.ts';
export type {
  Era,
  JsonRpcMessage,
  SendOptions,
  Transport,
  TransportEvents,
  TransportKind,
} from './transport.ts';
export type { UpstreamAccess } from './upstream-access.ts';
