import type { GatewayConfig } from '@gw/config';
import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import type { ServiceAccess } from '../../service-access.ts';
import type { Contributions } from './contributions.ts';
import type { LogLevels } from './log-levels.ts';
import type { Selections } from './selection.ts';
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
  /** Callers' own credentials. */
  readonly access: ServiceAccess;
  /** What is added to what servers offer. */
  readonly contributions: Contributions;
  /** What bundles and sessions have of it. */
  readonly selections: Selections;
  /** The settings of now: a reload exchanges them. */
  config(): HubConfig;
  /** How long a client may take to answer what a server asks, in milliseconds. */
  inputTimeoutMs(): number;
}
