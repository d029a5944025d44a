import { join } from 'node:path';
import type { PackageClients } from '@gw/catalog';
import type { GatewayConfig } from '@gw/config';
import type { McpManager } from '@gw/mcp-client';
import {
  CatalogExposure,
  ConnectionAccess,
  createMcpEndpoints,
  createSharedState,
  type McpEndpoints,
  type OpenSandboxHost,
  PlatformSelections,
  type SharedState,
  SkillContributions,
} from '@gw/server';
import { SessionManager } from '@gw/sessions';
import { EraFile } from './era-file.ts';
import type { Lifetimes } from './lifetimes.ts';
import type { Log } from './log.ts';
import { makeDatabaseFolder } from './platform-store.ts';
import type { ProcessMeter } from './process-meter.ts';
import { loadSealingKey } from './sealing-key.ts';
import { type BuiltInServers, servicePolicies } from './services.ts';
import { prepareUpstreams } from './upstreams.ts';

/** What the core is made of. */
export interface CoreOptions {
  readonly configPath: string;
  readonly config: GatewayConfig;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly log: Log;
  readonly version: string;
  /** Servers that the gateway brings itself; default: none. */
  readonly builtIn?: BuiltInServers | undefined;
}

/** Everything of a gateway that doesn't listen. */
export interface Core {
  readonly manager: McpManager;
  readonly processes: ProcessMeter;
  readonly packages: PackageClients;
  readonly openSandboxHost: OpenSandboxHost;
  readonly sessions: SessionManager;
  readonly shared: SharedState;
  readonly mcp: McpEndpoints;
  /** What callers see of tools, once the catalog is open. */
  readonly exposure: CatalogExposure;
  /** What bundles and platform sessions have of it, once the platform is open. */
  readonly selections: PlatformSelections;
  /** What attached skills add to what servers offer, once they are known. */
  readonly contributions: SkillContributions;
  /** Callers' own credentials, once connections are open. */
  readonly access: ConnectionAccess;
  /** Seals what clients carry; secrets in the database by a key derived from it. */
  readonly sealingKey: Uint8Array;
  /**
   * Waits for the sandbox to have looked at its host, and then begins to learn what the servers have; rejects with
   * why nothing can be started here.
   */
  begin(): Promise<void>;
  /** Waits until each server is known or has failed, for so many milliseconds at most. Never rejects. */
  learned(withinMs: number): Promise<void>;
}

/** Starts the core; what has started stands in `lifetimes`, whether or not the rest follows. */
export async function startCore(options: CoreOptions, lifetimes: Lifetimes): Promise<Core> {
  const { config, env, log, cwd, configPath, version } = options;
  const { logger } = log;
  const sealingKey = await loadSealingKey(config.data_dir);
  await makeDatabaseFolder(config.data_dir);
  const eras = EraFile.open(join(config.data_dir, 'upstreams.json'), logger);
  lifetimes.add('memory of eras', () => eras[Symbol.asyncDispose]());
  const access = new ConnectionAccess();
  const upstreams = prepareUpstreams(config, {
    configPath,
    cwd,
    env,
    logger,
    eras,
    builtIn: options.builtIn,
    learningAccess: access.forLearning,
    onLearned: client => sessions.offer(client),
  });
  lifetimes.add('upstreams', () => upstreams[Symbol.asyncDispose]());
  const { manager, processes, packages, openSandboxHost } = upstreams;
  const sessions: SessionManager = new SessionManager({ source: manager, ...sessionLimits(config), logger });
  lifetimes.add('sessions', () => sessions.shutdown());
  const shared = createSharedState({ logger });
  lifetimes.add('shared state', () => shared.close());
  const exposure = new CatalogExposure();
  const selections = new PlatformSelections();
  const contributions = new SkillContributions();
  const mcp = createMcpEndpoints({
    exposure,
    selections,
    contributions,
    access,
    config,
    manager,
    sessions,
    shared,
    sealingKey,
    logger,
    securityLine: log.line,
    version,
  });
  lifetimes.add('MCP endpoints', () => mcp.close());
  const begin = async () => {
    await upstreams.ready;
    manager.start();
    sessions.start();
  };
  const learned = async (withinMs: number) => {
    const signal = AbortSignal.timeout(withinMs);
    await Promise.allSettled([...manager.services.keys()].map(name => manager.getSurface(name, { signal })));
  };
  const parts = { manager, processes, packages, openSandboxHost, sessions, shared, mcp, exposure, access };
  return { ...parts, selections, contributions, sealingKey, begin, learned };
}

/** The limits of sessions as a configuration has them. */
export function sessionLimits(config: GatewayConfig) {
  const { session } = config;
  return {
    services: servicePolicies(config),
    defaultTimeoutMs: session.default_timeout * 1000,
    maxSessionsPerService: session.max_sessions_per_service,
    maxTotalSessions: session.max_total_sessions,
    cleanupIntervalMs: session.cleanup_interval * 1000,
  };
}
