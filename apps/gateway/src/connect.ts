import { connect as connectSocket } from 'node:net';
import { readConfig } from './config-file.ts';
import type { CommandContext } from './context.ts';
import { LocalServices } from './local-services.ts';
import { openLog } from './log.ts';
import { RunningGateway } from './running-gateway.ts';
import { loadTls } from './tls.ts';
import type { ToolAccess } from './tool-access.ts';

/** Reaches the gateway that runs with a configuration; where none does, starts its services for the command. */
export async function connectGateway(context: CommandContext, configPath: string): Promise<ToolAccess> {
  const { config } = await readConfig(context, configPath);
  const { port } = config.server;
  const host = ['0.0.0.0', '::'].includes(config.server.host) ? '127.0.0.1' : config.server.host;
  if (await listens(host, port)) {
    const tls = await loadTls(config, context.cwd);
    const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return new RunningGateway(`${tls ? 'https' : 'http'}://${authority}`, config.server, tls);
  }
  context.warn('No gateway runs with this configuration: its services are started for this command.');
  const format = context.stderrIsTerminal ? 'pretty' : 'json';
  const { logger } = await openLog({ level: 'CRITICAL', format });
  return LocalServices.start(config, { configPath, cwd: context.cwd, env: context.env, logger });
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
