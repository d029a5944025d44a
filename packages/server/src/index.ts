export { buildApp } from './app.ts';
export type { Principal } from './credentials.ts';
export { RequestError, type ServerErrorCode, ServerOptionsError } from './errors.ts';
export { answerClientError, guardHttpServer, httpServerOptions } from './http-server.ts';
export type { StdioOptions } from './mcp/edge/stdio/serve-stdio.ts';
export type { ExposedTool, ToolExposure } from './mcp/hub/tool-exposure.ts';
export {
  createMcpEndpoints,
  type McpEndpoints,
  type McpEndpointsOptions,
} from './mcp/mcp-endpoints.ts';
export { ConnectionAccess } from './platform/connections/connection-access.ts';
export {
  createPlatform,
  type Platform,
  type PlatformOptions,
  type PlatformServers,
} from './platform/platform.ts';
export {
  ContainerImages,
  type ContainerImagesOptions,
} from './platform/sandboxes/images/container-images.ts';
export { HostImages, type HostImagesOptions } from './platform/sandboxes/images/host-images.ts';
export type {
  ImageChoice,
  SandboxImage,
  SandboxImages,
  SandboxTemplate,
} from './platform/sandboxes/images/sandbox-images.ts';
export { createSandboxServer } from './platform/sandboxes/mcp/create-sandbox-server.ts';
export type { OpenSandboxHost } from './platform/sandboxes/sandbox-gate.ts';
export type { SandboxHost } from './platform/sandboxes/sandbox-host.ts';
export { PlatformSelections } from './platform/selections/platform-selections.ts';
export { CatalogExposure } from './platform/servers/catalog-exposure.ts';
export { SkillContributions } from './platform/skills/skill-contributions.ts';
export { ownProcesses } from './platform/tools/own-processes.ts';
export { formatSecurityEvent, type SecurityDetails, type SecurityEventType } from './security-event.ts';
export type { ServerOptions } from './server-options.ts';
export type { ServerProcesses, ServiceProcesses } from './server-processes.ts';
export type { ServiceAccess } from './service-access.ts';
export { createSharedState, type SharedState } from './shared-state.ts';
