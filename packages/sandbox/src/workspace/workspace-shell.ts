import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EngineRequest, EngineStart, WorkspaceEngine } from './engine.ts';
import { WorkspaceError } from './errors.ts';
import { NamedPipe } from './named-pipe.ts';
import { quoted, shellScript } from './shell-script.ts';

export interface ShellCommand {
  readonly words: readonly string[];
  /** As commands see it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A command that has been started in a workspace. */
export interface RunningCommand {
  readonly stdin: Socket;
  readonly stdout: Socket;
  readonly stderr: Socket;
  /** Its exit code, 128 + n after signal n. Rejects with `GW_WORKSPACE_ENDED` if all of the workspace ended first. */
  readonly exited: Promise<number>;
  /** Ends it and what is left in its session; processes that have detached themselves live on. */
  kill(signal: 'TERM' | 'KILL'): void;
}

interface Waiting {
  readonly made: PromiseWithResolvers<void>;
  readonly started: PromiseWithResolvers<number>;
  readonly exited: PromiseWithResolvers<number>;
}

const startMs = 15_000;
/** The kernel takes no longer word. Source: MAX_ARG_STRLEN, execve(2). */
const longestWord = 128 * 1024 - 1;
const killedCode = 128 + constants.signals.SIGKILL;
const answer = /^(made|failed|started|exit) ([0-9a-f]{16})(?: (\d{1,10}))?$/;

/**
 * The one shell of a running workspace, below which all its commands run: so they see each other, and what they leave
 * in the background, and share one set of limits. It runs isolated as they do; whoever takes it over has gained
 * nothing but their own workspace.
 */
export class WorkspaceShell {
  readonly #start: EngineStart;
  readonly #control: string;
  readonly #commands = new Map<string, Waiting>();
  readonly #ready = Promise.withResolvers<void>();
  #ended: WorkspaceError | undefined;
  #said = '';

  private constructor(start: EngineStart, control: string) {
    this.#start = start;
    this.#control = control;
    const { shell } = start;
    createInterface({ input: shell.stdout }).on('line', line => this.#hear(line));
    shell.stderr.setEncoding('utf8').on('data', chunk => {
      this.#said = (this.#said + chunk).slice(-1000);
    });
    void shell.exited.then(({ reason }) => this.#end(reason));
  }

  static async open(
    engine: WorkspaceEngine,
    request: EngineRequest,
    { signal }: { signal: AbortSignal },
  ): Promise<WorkspaceShell> {
    const start = await engine.start(request, ['sh', '-s', '--'], signal);
    const shell = new WorkspaceShell(start, request.control);
    const { stdin } = start.shell;
    const own = start.ownProcesses ? 'yes' : 'no';
    stdin.write(`set -- ${quoted(start.control)} ${own} '${start.maxTasks ?? ''}'\n${shellScript}\n`);
    try {
      await within(shell.#ready.promise, AbortSignal.any([signal, AbortSignal.timeout(startMs)]));
      return shell;
    } catch (error) {
      await start.shell.kill('it did not start');
      throw error;
    }
  }

  /** Where commands see the workspace's files. */
  get files(): string {
    return this.#start.files;
  }

  /** Resolves, with the reason, when all of it has ended. */
  get ended(): Promise<{ readonly reason: string }> {
    return this.#start.shell.exited;
  }

  get isOpen(): boolean {
    return this.#ended === undefined;
  }

  usage() {
    return this.#start.shell.usage();
  }

  async stop(): Promise<void> {
    await this.#start.shell.stop();
  }

  async kill(reason: string): Promise<void> {
    await this.#start.shell.kill(reason);
  }

  /** Throws `GW_WORKSPACE_ENDED` when the workspace's processes have ended, `GW_WORKSPACE_INVALID_REQUEST` for words that no kernel takes. */
  async run({ words, folder, env }: ShellCommand): Promise<RunningCommand> {
    if (this.#ended) throw this.#ended;
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    for (const word of [...words, ...variables])
      if (Buffer.byteLength(word) > longestWord)
        throw new WorkspaceError(
          'GW_WORKSPACE_INVALID_REQUEST',
          'a word or variable of the command is longer than 128 KiB: put it into a file, or into stdin',
        );
    const id = randomBytes(8).toString('hex');
    const waiting: Waiting = {
      made: Promise.withResolvers(),
      started: Promise.withResolvers(),
      exited: Promise.withResolvers(),
    };
    for (const { promise } of Object.values(waiting)) promise.catch(() => {});
    this.#commands.set(id, waiting);
    const pipes: NamedPipe[] = [];
    try {
      const line = ['run', id, folder, ...variables, '--', ...words].map(quoted).join(' ');
      this.#start.shell.stdin.write(`${line}\n`);
      const timeout = AbortSignal.timeout(startMs);
      await within(waiting.made.promise, timeout);
      for (const [name, side] of [
        ['out', 'read'],
        ['err', 'read'],
        ['in', 'write'],
      ] as const)
        pipes.push(await NamedPipe.open(join(this.#control, `${id}.${name}`), side));
      const group = await within(waiting.started.promise, timeout);
      const [stdout, stderr, stdin] = pipes;
      if (!stdout || !stderr || !stdin) throw new Error('unreachable');
      const exited = waiting.exited.promise.then(code => this.#explain(code));
      exited.catch(() => {});
      return {
        ...{ stdin: stdin.writer(), stdout: stdout.reader(), stderr: stderr.reader(), exited },
        kill: signal => this.#signal(group, signal),
      };
    } catch (error) {
      this.#commands.delete(id);
      await Promise.all(pipes.map(pipe => pipe.close()));
      throw error;
    }
  }

  /** Who was killed may have been so for what all of the workspace uses. */
  async #explain(code: number): Promise<number> {
    if (code === killedCode) await this.#start.shell.inspect?.();
    if (code === killedCode && this.#ended) throw this.#ended;
    return code;
  }

  #signal(group: number, signal: string): void {
    if (group > 1 && !this.#ended) this.#start.shell.stdin.write(`end ${group} ${signal}\n`);
  }

  #hear(line: string): void {
    if (line === 'ready') this.#ready.resolve();
    const [, what, id = '', number] = answer.exec(line) ?? [];
    const waiting = this.#commands.get(id);
    if (!waiting) return;
    if (what === 'made') waiting.made.resolve();
    else if (what === 'started') waiting.started.resolve(Number(number));
    else if (what === 'failed') waiting.made.reject(this.#failure('it could not make pipes for a command'));
    else {
      this.#commands.delete(id);
      waiting.exited.resolve(Number(number));
    }
  }

  #end(reason: string): void {
    this.#ended = new WorkspaceError(
      'GW_WORKSPACE_ENDED',
      `the processes of the workspace have ended: ${reason}`,
    );
    this.#ready.reject(this.#failure(reason));
    for (const waiting of this.#commands.values())
      for (const { reject } of Object.values(waiting)) reject(this.#ended);
    this.#commands.clear();
  }

  #failure(why: string): WorkspaceError {
    const said = this.#said.trim();
    return new WorkspaceError('GW_WORKSPACE_UNAVAILABLE', `the workspace does not work: ${said || why}`);
  }
}

async function within<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
