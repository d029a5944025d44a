export type { McpClientEvents, McpClientOptions } from './client-options.ts';
export { statelessVersions } from './eras/discover.ts';
export type { EraMemory, EraRecord } from './eras/era-memory.ts';
export { createEraMemory } from './eras/era-memory.ts';
export { protocolVersions } from './eras/initialize.ts';
export type { UpstreamErrorCode, UpstreamErrorDetails, UpstreamErrorOptions } from './errors.ts';
export { UpstreamError, UpstreamHttpError, UpstreamRpcError } from './errors.ts';
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
export type { InProcessExchange, InProcessServer } from './in-process/in-process-server.ts';
export type { ConnectionLimits } from './json-rpc/connection-limits.ts';
export { parseJson } from './json-rpc/exact-json.ts';
export type { JsonObject } from './json-rpc/json-rpc-message.ts';
export type { JsonRpcReply, RequestHandler } from './json-rpc/request-handler.ts';
export { isRepeatable } from './links/repeatable.ts';
export {
  type ListDefinition,
  type ListHints,
  type ListKind,
  listDefinitions,
  listKinds,
} from './lists/list-kind.ts';
export type { ServerIdentity, Surface } from './lists/surface.ts';
export type { Logger } from './logger.ts';
export { silentLogger } from './logger.ts';
export type { Backoff } from './manager/backoff.ts';
export type {
  CreateClientOptions,
  McpManagerEvents,
  McpManagerOptions,
  ServiceChanges,
} from './manager/mcp-manager.ts';
export { McpManager } from './manager/mcp-manager.ts';
export type { ServiceStatus } from './manager/service-learner.ts';
export { McpClient } from './mcp-client.ts';
export type { McpServiceOptions, SandboxConfig } from './mcp-service.ts';
export { McpService } from './mcp-service.ts';
export type { ProcessExit, ProcessUsage, SpawnedProcess, Spawner } from './spawner.ts';
export type { PlainSpawnerOptions } from './stdio/plain-spawner.ts';
export { createPlainSpawner } from './stdio/plain-spawner.ts';
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
