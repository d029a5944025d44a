import type { PackageClients } from '@gw/catalog';
import type { GatewayConfig } from '@gw/config';
import {
  type EraMemory,
  type Logger,
  type McpClient,
  McpManager,
  type McpManagerOptions,
} from '@gw/mcp-client';
import { createSandbox } from '@gw/sandbox';
import type { OpenSandboxHost } from '@gw/server';
import { packageClients } from './package-clients.ts';
import { ProcessMeter } from './process-meter.ts';
import { sandboxHost } from './sandbox-host.ts';
import { gatewayFiles } from './sandbox-policy.ts';
import { type BuiltInServers, mcpServices } from './services.ts';

export interface UpstreamsOptions {
  /** Where the configuration was read from, and the working folder. */
  readonly configPath: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Servers that the gateway brings itself; default: none. */
  readonly builtIn?: BuiltInServers | undefined;
  /** Where it is remembered how servers are spoken to; default: as long as the process. */
  readonly eras?: EraMemory;
  /** Takes over the process with which a service's tools were learned; default: it is stopped. */
  readonly onLearned?: (client: McpClient) => boolean;
  /** The credentials with which it is learned what a service shows; default: the service's own alone. */
  readonly learningAccess?: McpManagerOptions['learningAccess'];
}

/** The configured services, each started in a sandbox when it is needed. */
export interface Upstreams extends AsyncDisposable {
  readonly manager: McpManager;
  readonly processes: ProcessMeter;
  /** What installs packages, in the same sandbox. */
  readonly packages: PackageClients;
  /** Opens what runs callers' sandboxes, which the same sandbox isolates. */
  readonly openSandboxHost: OpenSandboxHost;
  /** Settles when the sandbox has looked at its host; rejects with why nothing can be started here. */
  readonly ready: Promise<void>;
}

/** Joins the MCP client with the sandbox. Looking at the host takes a moment that the rest of a start can use. */
export function prepareUpstreams(config: GatewayConfig, options: UpstreamsOptions): Upstreams {
  const { logger, env, eras, onLearned, learningAccess } = options;
  const sandbox = createSandbox({
    baseDir: config.session.sandbox_dir,
    dataDir: config.data_dir,
    env,
    cwd: options.cwd,
    hidden: gatewayFiles(config, options),
    logger,
  });
  const processes = new ProcessMeter();
  const ready = sandbox.then(() => {});
  // Whoever waits for it is told; nobody may be waiting yet.
  ready.catch(() => {});
  const manager = new McpManager({
    services: mcpServices(config, options.builtIn),
    spawner: {
      async spawn({ name, command, env, sandboxConfig }, spawnOptions) {
        const request = { name, command, env, policy: sandboxConfig };
        const process = await (await sandbox).spawn(request, spawnOptions);
        processes.watch(name, process);
        return process;
      },
    },
    logger,
    ...(eras ? { eras } : {}),
    ...(onLearned ? { onLearned } : {}),
    ...(learningAccess ? { learningAccess } : {}),
  });
  return {
    manager,
    processes,
    packages: packageClients(sandbox, env),
    openSandboxHost: sandboxHost({ config, sandbox, env, logger }),
    ready,
    async [Symbol.asyncDispose]() {
      await manager.shutdown();
      const started = await sandbox.catch(() => undefined);
      await started?.stop();
    },
  };
}
