import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { SandboxPolicy } from '../policy.ts';
import type { ProcessUsage } from '../process-tree.ts';
import type { EngineRequest, EngineShell, EngineStart, WorkspaceEngine } from './engine.ts';
import { WorkspaceError } from './errors.ts';
import { workspacePath } from './path-walk.ts';

const run = promisify(execFile);
const controlPath = '/run/workspace';
const stopSeconds = 2;
const commandMs = 30_000;
/** The first process of a container can't be killed from within, and has to reap what others leave: not the shell. */
const init = ['sh', '-c', '"$@"; exit', 'workspace'];

export interface ContainerEngineOptions {
  /** `docker`, `podman`, or the path of one. */
  readonly program: string;
  /** The image of workspaces that name none; it has a POSIX shell, `setsid` and `mkfifo`. */
  readonly image: string;
  /** Before the names of its containers, so that two gateways on one host don't mix. Default `gw-workspace`. */
  readonly prefix?: string;
}

/**
 * Runs workspaces as containers of docker or podman, from images. The engine has to be on this machine: files and
 * pipes are shared through folders. What of a policy it takes: memory, processes, CPU share, open files, the size of
 * files, and the network `none` or `host`; it refuses an allow-list.
 */
export class ContainerEngine implements WorkspaceEngine {
  readonly name: string;
  readonly #options: ContainerEngineOptions;

  constructor(options: ContainerEngineOptions) {
    this.#options = options;
    this.name = options.program;
  }

  /** Throws `GW_WORKSPACE_UNAVAILABLE`, with what the engine said, where there is none that works. */
  async check(): Promise<void> {
    await this.#command('version', '--format', '{{.Server.Version}}');
  }

  async prepare({ policy }: Pick<EngineRequest, 'policy'>): Promise<void> {
    networkOf(policy);
    await this.check();
  }

  async start(request: EngineRequest, words: readonly string[], signal: AbortSignal): Promise<EngineStart> {
    const { program, image, prefix = 'gw-workspace' } = this.#options;
    const container = `${prefix}-${request.id}`;
    const options = containerOptions(request);
    // One of a gateway that was killed may still be there.
    await this.#command('rm', '--force', container).catch(() => {});
    signal.throwIfAborted();
    const child = spawn(
      program,
      [
        'run',
        '--rm',
        '--interactive',
        '--name',
        container,
        ...options,
        request.image ?? image,
        ...init,
        ...words,
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    const remove = () =>
      this.#command('rm', '--force', container).then(
        () => {},
        () => {},
      );
    const stats = () =>
      this.#command('stats', '--no-stream', '--format', '{{.PIDs}} {{.MemUsage}}', container);
    return {
      shell: new ContainerShell(child, { remove, stats }),
      files: workspacePath,
      control: controlPath,
      ownProcesses: true,
    };
  }

  async #command(...words: string[]): Promise<string> {
    try {
      return (await run(this.#options.program, words, { timeout: commandMs })).stdout;
    } catch (error) {
      const said = (error as { stderr?: string }).stderr?.trim() || (error as Error).message;
      throw new WorkspaceError('GW_WORKSPACE_UNAVAILABLE', `${this.name} does not work here: ${said}`, {
        cause: error,
      });
    }
  }
}

/** The container's shell: ends with the container, and the container with it. */
class ContainerShell implements EngineShell {
  readonly stdin;
  readonly stdout;
  readonly stderr;
  readonly exited: Promise<{ readonly reason: string }>;
  readonly gone: Promise<void>;
  readonly #engine: { remove(): Promise<void>; stats(): Promise<string> };
  #reason: string | undefined;

  constructor(child: ChildProcess, engine: { remove(): Promise<void>; stats(): Promise<string> }) {
    const { stdin, stdout, stderr } = child;
    if (!stdin || !stdout || !stderr) throw new TypeError('the child has no pipes');
    this.stdin = stdin;
    this.stdout = stdout;
    this.stderr = stderr;
    this.#engine = engine;
    for (const stream of [stdin, stdout, stderr]) stream.on('error', () => {});
    const { promise, resolve } = Promise.withResolvers<{ readonly reason: string }>();
    this.exited = promise;
    child.once('error', error => resolve({ reason: error.message }));
    // 137: the kernel, which is nearly always for memory, or ourselves, and then the reason is known.
    child.once('exit', (code, signal) =>
      resolve({ reason: this.#reason ?? (signal ? `killed by ${signal}` : `exit code ${code}`) }),
    );
    this.gone = promise.then(() => engine.remove());
  }

  async usage(): Promise<ProcessUsage> {
    const [processes = '0', memory = '', unit = ''] = (await this.#engine.stats())
      .trim()
      .split(/\s+|(?<=\d)(?=[A-Za-z])/);
    return { cpuMs: 0, memoryBytes: bytesOf(memory, unit), processes: Number(processes) };
  }

  async stop(): Promise<void> {
    this.#reason ??= 'stopped';
    this.stdin.end();
    const timer = setTimeout(() => void this.#engine.remove(), stopSeconds * 1000);
    await this.gone;
    clearTimeout(timer);
  }

  async kill(reason: string): Promise<void> {
    this.#reason ??= reason;
    await this.#engine.remove();
    await this.gone;
  }
}

/** Throws `GW_WORKSPACE_INVALID_REQUEST` for what a container engine can't hold. */
function containerOptions({ files, control, policy, env }: EngineRequest): string[] {
  const { uid, gid } = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  return [
    ...['--volume', `${files}:${workspacePath}`, '--volume', `${control}:${controlPath}`],
    ...['--workdir', workspacePath, '--user', `${uid}:${gid}`],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--network', networkOf(policy)],
    ...['--memory', `${policy.memoryMb ?? 512}m`, '--memory-swap', `${policy.memoryMb ?? 512}m`],
    // Threads count; as many for each process as in the sandbox.
    ...['--pids-limit', String((policy.processes ?? 10) * 16)],
    ...(policy.cpuShare === undefined ? [] : ['--cpus', String(policy.cpuShare)]),
    ...['--ulimit', `nofile=${policy.openFiles ?? 1024}`],
    ...['--ulimit', `fsize=${Math.ceil((policy.fileSizeMb ?? 10) * 1024 * 1024)}`],
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
  ];
}

function networkOf({ network = 'none' }: SandboxPolicy): string {
  if (typeof network === 'string') return network;
  throw new WorkspaceError(
    'GW_WORKSPACE_INVALID_REQUEST',
    'an allow-list of the network needs the sandbox as engine: containers get "none" or "host"',
  );
}

const units: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

function bytesOf(number: string, unit: string): number {
  return Math.round(Number(number) * (units[unit] ?? 1)) || 0;
}
