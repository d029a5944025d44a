import type { GatewayConfig } from '@gw/config';
import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import type { ToolExposure } from './mcp/hub/tool-exposure.ts';
import type { McpEndpoints } from './mcp/mcp-endpoints.ts';
import type { Platform } from './platform/platform.ts';
import type { ServerProcesses } from './server-processes.ts';
import type { ServiceAccess } from './service-access.ts';
import type { SharedState } from './shared-state.ts';

/** What {@link buildApp} puts together. Nothing of it is started or stopped by the application. */
export interface ServerOptions {
  readonly config: GatewayConfig;
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  /** From {@link createSharedState}; the same one over reloads. */
  readonly shared: SharedState;
  /** From {@link createMcpEndpoints}; the same over reloads. Absent: there are no endpoints for MCP clients. */
  readonly mcp?: McpEndpoints;
  /** From {@link createPlatform}; the same over reloads. Absent: there is no `/api/v1`, and there are no API keys. */
  readonly platform?: Platform;
  /** Callers' own credentials for servers. Absent: they have none. */
  readonly access?: ServiceAccess;
  /** What callers see of tools. Absent: what the servers say. */
  readonly exposure?: ToolExposure;
  /** What the servers' processes use, for the metrics. Absent: they don't tell. */
  readonly processes?: ServerProcesses;
  readonly logger: Logger;
  /** Receives each security event as one finished line, without its line break. */
  readonly securityLine: (line: string) => void;
  /** The gateway's own version. */
  readonly version: string;
  /** Whether the gateway takes calls: not before its start has ended, nor after its stop has begun. */
  readonly isReady: () => boolean;
}
