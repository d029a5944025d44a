import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { type HttpAnswer, HttpConnection } from './http-connection.ts';

/** An MCP server to be offered under a name: a command, or where one listens already. */
export interface Service {
  readonly command?: readonly string[];
  readonly url?: string;
  /** Processes kept ready ahead; lines that know no such thing ignore it. Default 0. */
  readonly warm?: number;
}

export type Services = Readonly<Record<string, Service>>;

/** What a kind of line is started with. */
export interface LineSetting {
  /** Of this line alone, and removed with it. */
  readonly folder: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly services: Services;
  /** A PostgreSQL database. Default: what the line has by itself. */
  readonly storage?: string;
}

/** A way from HTTP to an MCP server that can be measured. */
export interface LineKind {
  readonly name: 'bare line' | 'bare proxy' | 'gateway' | 'gateway without sandbox' | 'original' | 'server';
  /** Writes what the command reads, and gives the command. */
  prepare(setting: LineSetting): Promise<readonly string[]>;
}

/** A started line: its own process, in its own process group and folder. */
export class Line implements AsyncDisposable {
  readonly kind: LineKind;
  readonly url: string;
  readonly authorization: string;
  /** `performance.now()` of the moment at which its command was started. */
  readonly startedAt: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #stopping: Promise<void> | undefined;

  private constructor(kind: LineKind, child: ChildProcess, startedAt: number, setting: LineSetting) {
    this.kind = kind;
    this.url = `http://127.0.0.1:${setting.port}`;
    this.authorization = `Basic ${Buffer.from(`${setting.user}:${setting.password}`).toString('base64')}`;
    this.startedAt = startedAt;
    this.#child = child;
    this.#folder = setting.folder;
    process.once('exit', this.#abandon);
  }

  /** Starts the command and returns without waiting for it to listen; see {@link Line.firstAnswer}. */
  static async launch(kind: LineKind, services: Services): Promise<Line> {
    const folder = await mkdtemp(join(tmpdir(), 'gw-bench-'));
    await mkdir(join(folder, 'work'));
    const password = crypto.randomUUID();
    const setting = { folder, port: await freePort(), user: 'bench', password, services };
    const [command = '', ...args] = await kind.prepare(setting);
    const log = openSync(join(folder, 'log'), 'a');
    const startedAt = performance.now();
    const stdio = ['ignore', log, log] as const;
    const child = spawn(command, args, { cwd: join(folder, 'work'), detached: true, stdio: [...stdio] });
    closeSync(log);
    const line = new Line(kind, child, startedAt, setting);
    if (child.pid === undefined) {
      const [error] = await once(child, 'error');
      await line.stop();
      throw error;
    }
    return line;
  }

  /** Starts the command and waits until it listens. */
  static async start(kind: LineKind, services: Services): Promise<Line> {
    const line = await Line.launch(kind, services);
    try {
      await line.firstAnswer({ method: 'GET', path: '/health' });
      return line;
    } catch (error) {
      await line.stop();
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid as number;
  }

  /** A connection with this line's credentials. */
  connect(): HttpConnection {
    return new HttpConnection(this.url, this.authorization);
  }

  /** Asks over and over until the answer is a 200. Throws with the log when the command has ended, or after a minute. */
  async firstAnswer(request: { method: string; path: string; body?: unknown }): Promise<HttpAnswer> {
    const limit = performance.now() + 60_000;
    using connection = this.connect();
    const bytes = connection.encode(request);
    while (performance.now() < limit && this.#child.exitCode === null && this.#child.signalCode === null) {
      const answer = await connection.send(bytes).catch(() => undefined);
      if (answer?.status === 200) return answer;
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    const log = await readFile(join(this.#folder, 'log'), 'utf8');
    throw new Error(`The ${this.kind.name} did not answer ${request.path}:\n${log.slice(-4000)}`);
  }

  /** Ends the command, gently and then not, and removes its folder. Resolves when both are gone. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** What an interrupted benchmark can still do: nothing of the line stays. */
  readonly #abandon = (): void => {
    if (this.#child.pid !== undefined) killGroup(this.#child.pid);
    rmSync(this.#folder, { recursive: true, force: true });
  };

  async #stop(): Promise<void> {
    const child = this.#child;
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await exited;
      clearTimeout(timer);
    }
    process.off('exit', this.#abandon);
    if (child.pid !== undefined) killGroup(child.pid);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}
