import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, answerOf, gatewayCommand, node, root } from '../e2e/gateway.ts';
import { processesWith, type RunningProcess } from '../e2e/processes.ts';

const servers = join(import.meta.dirname, 'servers');
const unlimited = '100000 per second';
const startMs = 60_000;
const requestMs = 60_000;

/** The servers that sessions are opened on. */
const services = {
  node: [node, join(servers, 'node-server.mjs')],
  shell: ['sh', join(root, 'test', 'fixtures', 'small-server.sh')],
  wrapped: [node, join(servers, 'wrapper.mjs')],
  forking: [node, join(servers, 'wrapper.mjs'), 'forks'],
} as const;

export type ServiceName = keyof typeof services;
export const serviceNames = Object.keys(services) as ServiceName[];

/** A gateway that is killed and started again in the same folder. */
export class SoakedGateway {
  readonly folder: string;
  readonly #token: string;
  /** Ids that this gateway's lives gave their folders and cgroups. */
  readonly owners = new Set<string>();
  #child: ChildProcess | undefined;
  #stderr = '';
  /** Resolves once it is up; replaced at each start. */
  #up: Promise<string> = Promise.reject(new Error('not started'));

  private constructor(folder: string, token: string) {
    this.folder = folder;
    this.#token = token;
    this.#up.catch(() => {});
  }

  static async create(): Promise<SoakedGateway> {
    const folder = await mkdtemp(join(tmpdir(), 'gw-soak-'));
    const token = randomBytes(16).toString('hex');
    const config = {
      server: { host: '127.0.0.1', port: 0, auth_token: token },
      session: {
        default_timeout: 3600,
        max_sessions_per_service: 500,
        max_total_sessions: 500,
        sandbox_dir: join(folder, 'sandbox'),
      },
      rate_limiting: {
        ...{ default_limits: [unlimited], tools_limit: unlimited },
        ...{ call_limit: unlimited, session_delete_limit: unlimited },
      },
      services: Object.fromEntries(
        Object.entries(services).map(([name, command]) => [name, { command, description: name }]),
      ),
    };
    await mkdir(join(folder, 'tmp'));
    await writeFile(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
    return new SoakedGateway(folder, token);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Where what processes have of their own is kept. */
  get sandboxDir(): string {
    return join(this.folder, 'sandbox');
  }

  async start(): Promise<void> {
    this.#stderr = '';
    const child = spawn(gatewayCommand, ['-c', join(this.folder, 'config.json')], {
      cwd: this.folder,
      env: {
        ...{ PATH: process.env.PATH ?? '', HOME: this.folder, TMPDIR: join(this.folder, 'tmp') },
        // Kept on purpose, from start to start.
        NODE_COMPILE_CACHE: join(this.folder, 'compiled'),
        // Writing a heap snapshot begins with collecting all garbage.
        NODE_OPTIONS: '--heapsnapshot-signal=SIGWINCH',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.#child = child;
    process.off('exit', this.#abandon).once('exit', this.#abandon);
    child.stderr
      ?.setEncoding('utf8')
      .on('data', text => (this.#stderr = (this.#stderr + text).slice(-20_000)));
    this.#up = this.#listening(child);
    this.#up.catch(() => {});
    await this.#up;
    for (const owner of await readdir(this.sandboxDir)) this.owners.add(owner);
  }

  /** What an interrupted run can still do; the gateway's guardian does the rest. */
  readonly #abandon = (): void => {
    this.#child?.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  };

  async #listening(child: ChildProcess): Promise<string> {
    const deadline = performance.now() + startMs;
    while (performance.now() < deadline && child.exitCode === null && child.signalCode === null) {
      const [, url] = /Listening on (https?:\/\/[\w.[\]:]+:\d+)/.exec(this.#stderr) ?? [];
      if (url !== undefined) return url;
      await delay(10);
    }
    throw new Error(`The gateway did not start:\n${this.#stderr}`);
  }

  /** Ends it and gives what is left of it after the moments that its guardian may take. */
  async end(signal: 'SIGKILL' | 'SIGTERM', patienceMs = 10_000): Promise<RunningProcess[]> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      this.#up = exited.then(() => Promise.reject(new Error('ended')));
      this.#up.catch(() => {});
      child.kill(signal);
      await exited;
    }
    const deadline = performance.now() + patienceMs;
    let left = this.processes();
    while (left.length > 0 && performance.now() < deadline) {
      await delay(20);
      left = this.processes();
    }
    return left;
  }

  /** Sends a request; each over a connection of its own, which stays open nowhere. */
  async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const url = await this.#up;
    const headers = {
      authorization: `Bearer ${this.#token}`,
      connection: 'close',
      ...(init.body !== undefined && { 'content-type': 'application/json' }),
    };
    return answerOf(await fetch(url + path, { ...init, headers, signal: AbortSignal.timeout(requestMs) }));
  }

  call(service: ServiceName, sessionId: string): Promise<Answer> {
    const body = JSON.stringify({ tool: 'count', session_id: sessionId, arguments: {} });
    return this.request(`/services/${service}/call`, { method: 'POST', body });
  }

  close(sessionId: string): Promise<Answer> {
    return this.request(`/sessions/${sessionId}`, { method: 'DELETE' });
  }

  async sessions(): Promise<string[]> {
    return Object.keys((await this.request('/sessions')).json);
  }

  /** All that runs for it, itself included. */
  processes(): RunningProcess[] {
    return processesWith(this.folder);
  }

  /** What its heap holds once all garbage is collected, in MB. */
  async heapMb(): Promise<number> {
    const snapshots = () => readdirSync(this.folder).filter(name => name.endsWith('.heapsnapshot'));
    process.kill(this.pid, 'SIGWINCH');
    const deadline = performance.now() + 60_000;
    while (snapshots().length === 0 && performance.now() < deadline) await delay(50);
    const { text } = await this.request('/metrics');
    for (const name of snapshots()) rmSync(join(this.folder, name));
    return Number(/^nodejs_heap_size_used_bytes (\S+)/m.exec(text)?.[1]) / 1024 / 1024;
  }

  async remove(): Promise<void> {
    for (const { pid } of await this.end('SIGKILL')) process.kill(pid, 'SIGKILL');
    process.off('exit', this.#abandon);
    await rm(this.folder, { recursive: true, force: true });
  }
}
