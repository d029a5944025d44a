import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Store } from '@gw/store';
import { keepRecords } from './kept-records.ts';
import type { LineKind, LineSetting, Service } from './line.ts';
import type { McpEra } from './mcp-request.ts';
import { mcpEcho } from './measured-services.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A program of this folder, run with its port and its services. */
function bare(name: LineKind['name'], program: string, served: (service: Service) => unknown): LineKind {
  return {
    name,
    async prepare({ port, services }) {
      const all = Object.entries(services).map(([service, setting]) => [service, served(setting)]);
      const path = fileURLToPath(new URL(program, import.meta.url));
      return [process.execPath, path, String(port), JSON.stringify(Object.fromEntries(all))];
    },
  };
}

/** Fastify and a pipe, nothing else: the limit. */
export const bareLine = bare('bare line', './bare-line.mjs', ({ command }) => command);

/** The same for MCP over Streamable HTTP. */
export const bareMcpLine = bare('bare line', './bare-mcp-line.mjs', ({ command }) => command);

/** Fastify and undici, nothing else: the limit where the server is reached over HTTP. */
export const bareProxy = bare('bare proxy', './bare-proxy.mjs', ({ url }) => url);

/** The server that measured lines reach over HTTP. */
export const mcpServer = (era: McpEra): LineKind => ({
  name: 'server',
  async prepare({ port }) {
    return [...mcpEcho(era).command, String(port)];
  },
});

/** The gateway as it is built in the workspace: default sandbox, default log, limits out of the way. */
export const gateway = builtGateway('gateway', {});

/** The same with records in its database, or in another one. */
export const gatewayWith = (fill: (store: Store) => Promise<void>, url?: string): LineKind => ({
  name: 'gateway',
  async prepare(setting) {
    await keepRecords({ dataDir: join(setting.folder, 'data', 'database'), url }, fill);
    return gateway.prepare({ ...setting, ...(url !== undefined && { storage: url }) });
  },
});

/** The same with its servers let loose. */
export const gatewayWithoutSandbox = builtGateway('gateway without sandbox', { enabled: false });

function builtGateway(name: LineKind['name'], sandbox: Record<string, boolean>): LineKind {
  return {
    name,
    async prepare(setting) {
      const command = join(root, 'node_modules', '.bin', 'mcp-gateway');
      if (!existsSync(join(root, 'apps', 'gateway', 'dist', 'main.js')))
        throw new Error('The gateway is not built: run `npm run build` first');
      return [command, '-c', await writeConfig(setting, sandbox)];
    },
  };
}

/** The Python gateway of `signalwire-sdk`, run by this Python. */
function original(python: string): LineKind {
  return {
    name: 'original',
    async prepare(setting) {
      // Its limit on the address space, 512 MB, ends every Node server at start: limits are off for it.
      const config = await writeConfig(setting, { resource_limits: false });
      return [python, '-m', 'signalwire.mcp_gateway.gateway_service', '-c', config];
    },
  };
}

/** The Python that has the original: `BENCH_PYTHON`, the workspace's `.venv`, or the path's `python3`. */
export async function findOriginal(env: NodeJS.ProcessEnv): Promise<LineKind | undefined> {
  const candidates = [env.BENCH_PYTHON, join(root, '.venv', 'bin', 'python'), 'python3'];
  for (const python of candidates) {
    if (!python) continue;
    const find = 'import importlib.util as u, sys; sys.exit(u.find_spec("signalwire.mcp_gateway") is None)';
    const found = await promisify(execFile)(python, ['-c', find]).then(
      () => true,
      () => false,
    );
    if (found) return original(python);
    if (python === env.BENCH_PYTHON) throw new Error(`BENCH_PYTHON (${python}) has no signalwire-sdk`);
  }
  return undefined;
}

const unlimited = '1000000 per minute';

async function writeConfig(setting: LineSetting, sandbox: Record<string, boolean>): Promise<string> {
  const config = {
    server: {
      host: '127.0.0.1',
      port: setting.port,
      auth_user: setting.user,
      auth_password: setting.password,
    },
    ...(setting.storage !== undefined && { storage: setting.storage }),
    services: Object.fromEntries(
      Object.entries(setting.services).map(([name, service]) => [
        name,
        service.url === undefined
          ? { ...service, description: `The ${name} server`, sandbox }
          : { ...service, description: `The ${name} server`, allow_private_addresses: ['127.0.0.1/32'] },
      ]),
    ),
    session: { default_timeout: 3600, max_sessions_per_service: 5000, max_total_sessions: 5000 },
    rate_limiting: {
      default_limits: [unlimited],
      tools_limit: unlimited,
      call_limit: unlimited,
      session_delete_limit: unlimited,
    },
  };
  const path = join(setting.folder, 'config.json');
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}
