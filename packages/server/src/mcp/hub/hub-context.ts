import type { GatewayConfig } from '@gw/config';
import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import type { LogLevels } from './log-levels.ts';
import type { ToolExposure } from './tool-exposure.ts';

/** The settings that a hub reads. */
export type HubConfig = Pick<GatewayConfig, 'mcp' | 'session' | 'services'>;

/** What the parts of a hub work with. */
export interface HubContext {
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  readonly logger: Logger;
  readonly levels: LogLevels;
  /** What callers see of tools. */
  readonly exposure: ToolExposure;
  /** The settings of now: a reload exchanges them. */
  config(): HubConfig;
  /** How long a client may take to answer what a server asks, in milliseconds. */
  inputTimeoutMs(): number;
}
