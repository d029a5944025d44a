import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processesWith, type RunningProcess } from './processes.ts';

export const root = dirname(dirname(import.meta.dirname));
/** The workspace's command, as it is built. */
export const gatewayCommand = join(root, 'node_modules', '.bin', 'mcp-gateway');
/** The workspace's Node: what servers of tests are started with, whatever the host has on its path. */
export const node = join(root, 'node_modules', 'node', 'bin', 'node');

type Json = Record<string, unknown>;

export interface GatewayOptions {
  readonly services?: Record<string, Json>;
  /** Sections of the configuration, laid over the helper's own. */
  readonly config?: Record<string, Json>;
  /** Laid over the environment of the gateway. */
  readonly env?: Record<string, string>;
  readonly args?: readonly string[];
  /** The command to run in place of the workspace's. */
  readonly command?: string;
  /** Fills the gateway's folder, which is its working folder too, before the start. */
  readonly prepare?: (folder: string) => Promise<void>;
  /** Don't wait until it answers. */
  readonly waitUntilUp?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as a JSON object; empty when it isn't one. */
  readonly json: Json;
}

export interface CallBody extends Json {
  readonly tool?: unknown;
  readonly session_id?: unknown;
}

/** A gateway as users run it: the built command, a process of its own, a folder of its own. */
export interface RunningGateway extends AsyncDisposable {
  readonly url: string;
  readonly folder: string;
  readonly configPath: string;
  readonly pid: number;
  readonly user: string;
  readonly password: string;
  readonly token: string;
  /** The configuration as written, to change and write again. */
  readonly config: Record<string, Json>;
  readonly stderr: string;
  readonly stdout: string;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Sends a request, by default with the password. */
  request(path: string, init?: RequestInit): Promise<Answer>;
  call(service: string, body: CallBody, init?: RequestInit): Promise<Answer>;
  writeConfig(config: unknown): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** What this gateway has running, itself included. */
  processes(): RunningProcess[];
}

const secret = () => randomBytes(12).toString('hex');
const unlimited = '100000 per second';

export async function startGateway(options: GatewayOptions = {}): Promise<RunningGateway> {
  const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
  const credentials = { user: 'admin', password: secret(), token: secret() };
  const config = configOf(options, credentials);
  const configPath = join(folder, 'config.json');
  const writeConfig = (value: unknown) =>
    writeFile(configPath, typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  await writeConfig(config);
  await options.prepare?.(folder);

  const child = spawn(options.command ?? gatewayCommand, ['-c', configPath, ...(options.args ?? [])], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const basic = `Basic ${Buffer.from(`${credentials.user}:${credentials.password}`).toString('base64')}`;

  const gateway: RunningGateway = {
    get url() {
      const [, url] = output.stderr.match(/Listening on (https?:\/\/[\w.[\]:]+:\d+)/) ?? [];
      if (url === undefined) throw new Error(`The gateway is not listening:\n${output.stderr}`);
      return url;
    },
    folder,
    configPath,
    config,
    ...credentials,
    pid: child.pid ?? 0,
    exited,
    writeConfig,
    get stderr() {
      return output.stderr;
    },
    get stdout() {
      return output.stdout;
    },
    async request(path, init = {}) {
      const headers = new Headers(init.headers);
      if (!headers.has('authorization')) headers.set('authorization', basic);
      return answerOf(await fetch(gateway.url + path, { ...init, headers }));
    },
    call: (service, body, init = {}) =>
      gateway.request(`/services/${service}/call`, {
        method: 'POST',
        body: JSON.stringify(body),
        ...init,
        headers: { 'content-type': 'application/json', ...init.headers },
      }),
    kill: signal => void child.kill(signal),
    processes: () => processesWith(folder),
    async [Symbol.asyncDispose]() {
      await endGateway(gateway, child);
    },
  };
  if (options.waitUntilUp !== false) await untilUp(gateway, child);
  return gateway;
}

function configOf(
  { services = {}, config = {} }: GatewayOptions,
  { user, password, token }: { user: string; password: string; token: string },
): Record<string, Json> {
  const limits = { tools_limit: unlimited, call_limit: unlimited, session_delete_limit: unlimited };
  return {
    ...config,
    server: {
      host: '127.0.0.1',
      port: 0,
      auth_user: user,
      auth_password: password,
      auth_token: token,
      ...config.server,
    },
    rate_limiting: { default_limits: [unlimited], ...limits, ...config.rate_limiting },
    services,
  };
}

function collectOutput(child: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', text => (output.stdout += text));
  child.stderr?.setEncoding('utf8').on('data', text => (output.stderr += text));
  return output;
}

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: Json = {};
  try {
    json = JSON.parse(text);
  } catch {
    // Not JSON, which some answers aren't.
  }
  return { status: response.status, headers: response.headers, text, json };
}

async function untilUp(gateway: RunningGateway, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!gateway.stderr.includes('Listening on ')) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      await endGateway(gateway, child);
      throw new Error(`The gateway did not start:\n${gateway.stderr}`);
    }
    await delay(10);
  }
}

/** Ends it as a supervisor would, and holds it to leaving nothing behind. */
async function endGateway(gateway: RunningGateway, child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill('SIGTERM');
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await gateway.exited;
    clearTimeout(patience);
  }
  const left = await untilNothingRuns(gateway);
  for (const { pid } of left) process.kill(pid, 'SIGKILL');
  await rm(gateway.folder, { recursive: true, force: true });
  if (left.length > 0)
    throw new Error(`The gateway left processes behind:\n${JSON.stringify(left, null, 2)}`);
}

/** What still runs of a gateway that has ended, after the moments that the kernel and guardians may take. */
export async function untilNothingRuns(
  gateway: RunningGateway,
  patienceMs = 5_000,
): Promise<RunningProcess[]> {
  const deadline = Date.now() + patienceMs;
  let left = gateway.processes();
  while (left.length > 0 && Date.now() < deadline) {
    await delay(20);
    left = gateway.processes();
  }
  return left;
}

/** Runs `mcp-gateway` to its end. */
export async function runCommand(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string> /** As `| head` does. */; closeStdout?: boolean },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  await mkdir(options.cwd, { recursive: true });
  const child = spawn(gatewayCommand, [...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? '', HOME: options.cwd, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  if (options.closeStdout) child.stdout.destroy();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { code, ...output };
}
