import type { GatewayConfig } from '@gw/config';
import type { Logger, McpManager } from '@gw/mcp-client';
import type { SessionManager } from '@gw/sessions';
import { securityEvents } from '../security-event.ts';
import type { ServiceAccess } from '../service-access.ts';
import { SharedParts, type SharedState } from '../shared-state.ts';
import type { EdgeParts } from './edge/edge-parts.ts';
import { McpEdge, type McpEdgeOptions } from './edge/mcp-edge.ts';
import { methodLabel } from './edge/method-label.ts';
import { type StdioOptions, serveStdio } from './edge/stdio/serve-stdio.ts';
import type { Contributions } from './hub/contributions.ts';
import { createHub, type ManagedHub } from './hub/index.ts';
import type { Selections } from './hub/selection.ts';
import type { ToolExposure } from './hub/tool-exposure.ts';

/** What speaks MCP to clients: one for a gateway, over reloads. */
export interface McpEndpoints extends AsyncDisposable {
  /** Takes up a changed configuration, after the manager and the sessions have. */
  configure(config: GatewayConfig): void;
  /** Ends streams on which clients only listen, so that a stop doesn't wait for them. Requests under way go on. */
  endStreams(): void;
  /**
   * Serves one client over a pair of streams, such as stdin and stdout; all servers, or the one that is named.
   * Resolves when the input has ended and what came of it is written.
   */
  serveStdio(options: StdioOptions): Promise<void>;
  /** Ends what waits for clients, and gives back what servers keep for them. Idempotent. */
  close(): Promise<void>;
}

/** What {@link createMcpEndpoints} puts together. Nothing of it is started or stopped by the endpoints. */
export interface McpEndpointsOptions {
  readonly config: GatewayConfig;
  readonly manager: McpManager;
  readonly sessions: SessionManager;
  /** From {@link createSharedState}. */
  readonly shared: SharedState;
  /** 32 bytes that seal what clients carry for the gateway; the same over restarts, and for gateways that share clients. */
  readonly sealingKey: Uint8Array;
  /** What callers see of tools. Default: what the servers say. */
  readonly exposure?: ToolExposure;
  /** What bundles and platform sessions have of it. Default: there are none. */
  readonly selections?: Selections;
  /** Callers' own credentials. Default: they have none. */
  readonly access?: ServiceAccess;
  /** What is added to what servers offer. Default: nothing. */
  readonly contributions?: Contributions;
  readonly logger: Logger;
  /** Receives each security event as one finished line, without its line break. */
  readonly securityLine: (line: string) => void;
  /** The gateway's own version. */
  readonly version: string;
}

/** Makes the endpoints of one gateway. */
export function createMcpEndpoints(options: McpEndpointsOptions): McpEndpoints {
  const {
    config,
    manager,
    sessions,
    shared,
    sealingKey,
    exposure,
    contributions,
    logger,
    securityLine,
    version,
  } = options;
  const hub = createHub({
    config,
    manager,
    sessions,
    sealingKey,
    ...(exposure && { exposure }),
    ...(options.selections && { selections: options.selections }),
    ...(options.access && { access: options.access }),
    ...(contributions && { contributions }),
    logger,
    metrics: SharedParts.of(shared).metrics,
    securityEvent: securityEvents(securityLine),
    serverInfo: { name: 'mcp-gateway', title: 'MCP gateway', version },
  });
  return new McpParts(hub, options);
}

type EdgeOptions = Pick<McpEndpointsOptions, 'config' | 'shared' | 'sealingKey' | 'logger'> &
  Pick<McpEdgeOptions, 'keeper' | 'patience'>;

/** The endpoints as the application sees them. */
export class McpParts implements McpEndpoints {
  readonly edge: McpEdge;
  readonly #hub: ManagedHub;
  readonly #parts: EdgeParts;

  constructor(hub: ManagedHub, { config, shared, logger, ...edge }: EdgeOptions) {
    const { metrics } = SharedParts.of(shared);
    this.#hub = hub;
    this.#parts = {
      hub,
      logger,
      onAnswered: (era, method, outcome) => metrics.mcpRequests.add(era, methodLabel(method), outcome),
    };
    this.edge = new McpEdge({ ...edge, ...this.#parts, times: sessionTimes(config) });
  }

  /** @throws TypeError when they were not made by {@link createMcpEndpoints} of this copy of the package */
  static of(endpoints: McpEndpoints): McpParts {
    if (endpoints instanceof McpParts) return endpoints;
    throw new TypeError('ServerOptions.mcp must come from createMcpEndpoints()');
  }

  configure(config: GatewayConfig): void {
    this.#hub.configure(config);
    this.edge.configure(sessionTimes(config));
  }

  endStreams(): void {
    this.edge.endStreams();
  }

  serveStdio(options: StdioOptions): Promise<void> {
    return serveStdio(this.#parts, options);
  }

  async close(): Promise<void> {
    await this.edge.close();
    this.#hub.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const sessionTimes = ({ mcp, session }: GatewayConfig) => ({
  lifetimeMs: mcp.session_lifetime * 1000,
  idleMs: session.default_timeout * 1000,
});
