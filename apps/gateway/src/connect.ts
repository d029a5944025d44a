import { connect as connectSocket } from 'node:net';
import type { GatewayConfig } from '@gw/config';
import { readConfig } from './config-file.ts';
import type { CommandContext } from './context.ts';
import { Gateway } from './gateway.ts';
import { openLog } from './log.ts';
import { RestClient } from './rest-client.ts';
import { loadTls } from './tls.ts';

/** A gateway to ask, whether it ran already or was started for this command. */
export interface Connection extends AsyncDisposable {
  readonly client: RestClient;
}

/**
 * Reaches the gateway of a configuration; where none is running, starts one for as long as the command takes, on a
 * free port of this machine.
 */
export async function connectGateway(context: CommandContext, configPath: string): Promise<Connection> {
  const { config, path } = await readConfig(context, configPath);
  const { port } = config.server;
  const host = ['0.0.0.0', '::', ''].includes(config.server.host) ? '127.0.0.1' : config.server.host;
  if (await listens(host, port)) {
    const scheme = (await loadTls(config, context.cwd)) ? 'https' : 'http';
    const client = new RestClient(
      `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      config.server,
    );
    return { client, [Symbol.asyncDispose]: async () => {} };
  }
  return startForCommand(context, config, path);
}

async function startForCommand(
  context: CommandContext,
  config: GatewayConfig,
  path: string,
): Promise<Connection> {
  context.warn('No gateway is running with this configuration; starting its services for this command ...');
  const log = await openLog({ level: 'ERROR', format: context.stderrIsTerminal ? 'pretty' : 'json' });
  const unlimited = '1000000 per second';
  const temporary: GatewayConfig = {
    ...config,
    server: { ...config.server, host: '127.0.0.1', port: 0, tls: undefined },
    rate_limiting: {
      ...config.rate_limiting,
      storage_uri: 'memory://',
      default_limits: [unlimited],
      tools_limit: unlimited,
      call_limit: unlimited,
      session_delete_limit: unlimited,
    },
  };
  const { env, version } = context;
  const gateway = await Gateway.start({
    configPath: path,
    config: temporary,
    env,
    cwd: context.cwd,
    log,
    version,
  });
  return {
    client: new RestClient(gateway.url, config.server),
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      log.flush();
    },
  };
}

function listens(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connectSocket({ host, port, timeout: 2_000 });
    const answer = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}
