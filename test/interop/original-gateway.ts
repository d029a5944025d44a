import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processesWith } from '../e2e/processes.ts';
import { type GatewayAddress, pythonCommand, pythonEnv } from './python.ts';

export interface OriginalGateway extends GatewayAddress, AsyncDisposable {
  readonly token: string;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  return port;
}

/** The original gateway of the PyPI package, on a configuration that both gateways read. */
export async function startOriginalGateway(config: Record<string, object>): Promise<OriginalGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'original-'));
  const port = await freePort();
  const secret = () => randomBytes(8).toString('hex').replaceAll(/^\d/g, 'x');
  const credentials = { user: 'admin', password: `p${secret()}`, token: `t${secret()}` };
  const server = {
    host: '127.0.0.1',
    port,
    auth_user: credentials.user,
    auth_password: credentials.password,
    auth_token: credentials.token,
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, server }));
  const child = spawn(pythonCommand('mcp-gateway'), ['-c', 'config.json'], {
    cwd: folder,
    env: pythonEnv({ GATEWAY_FOLDER: folder }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', text => (log += text));
  const exited = new Promise(resolve => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;

  const stop = async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exited;
    // Its servers outlive it: they are ours to end.
    for (const { pid } of processesWith(folder)) process.kill(pid, 'SIGKILL');
    await rm(folder, { recursive: true, force: true });
  };
  const up = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    );
  const deadline = Date.now() + 40_000;
  while (!(await up())) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The original gateway did not start:\n${log}`);
    }
    await delay(50);
  }
  return { url, ...credentials, [Symbol.asyncDispose]: stop };
}
