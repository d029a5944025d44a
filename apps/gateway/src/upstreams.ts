import type { GatewayConfig } from '@gw/config';
import { type Logger, type McpClient, McpManager } from '@gw/mcp-client';
import { createSandbox } from '@gw/sandbox';
import { mcpServices } from './services.ts';

export interface UpstreamsOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  /** Takes over the process with which a service's tools were learned; default: it is stopped. */
  readonly onLearned?: (client: McpClient) => boolean;
}

/** The configured services, ready to be started in their sandboxes. */
export interface Upstreams extends AsyncDisposable {
  readonly manager: McpManager;
}

/** Joins the MCP client with the sandbox. Nothing is started yet but what the sandbox needs itself. */
export async function startUpstreams(config: GatewayConfig, options: UpstreamsOptions): Promise<Upstreams> {
  const { logger, env, onLearned } = options;
  const sandbox = await createSandbox({
    baseDir: config.session.sandbox_dir,
    dataDir: config.data_dir,
    env,
    logger,
  });
  const manager = new McpManager({
    services: mcpServices(config),
    spawner: {
      spawn: ({ name, command, env, sandboxConfig }, spawnOptions) =>
        sandbox.spawn({ name, command, env, policy: sandboxConfig }, spawnOptions),
    },
    logger,
    ...(onLearned ? { onLearned } : {}),
  });
  return {
    manager,
    async [Symbol.asyncDispose]() {
      await manager.shutdown();
      await sandbox.stop();
    },
  };
}
