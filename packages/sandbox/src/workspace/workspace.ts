import { posix } from 'node:path';
import type { Logger } from '../logger.ts';
import type { ProcessUsage } from '../process-tree.ts';
import { DiskQuota } from './disk-quota.ts';
import type { WorkspaceEngine } from './engine.ts';
import { WorkspaceError } from './errors.ts';
import { type ExecRequest, type ExecResult, finish } from './exec.ts';
import { WorkspaceFiles } from './files.ts';
import { workspacePath } from './path-walk.ts';
import { foldersOf, type WorkspaceFolders, type WorkspaceRecord, writeRecord } from './workspace-record.ts';
import { type RunningCommand, WorkspaceShell } from './workspace-shell.ts';

export interface WorkspaceUsage extends ProcessUsage {
  /** What its files take, in bytes. */
  readonly diskBytes: number;
}

/** What of a workspace may be changed later; processes that run keep what they have until the next start. */
export type WorkspaceChanges = Partial<
  Pick<WorkspaceRecord, 'policy' | 'env' | 'image' | 'diskMb' | 'idleMs' | 'labels'>
>;

export interface WorkspaceParts {
  readonly record: WorkspaceRecord;
  readonly baseDir: string;
  readonly engine: WorkspaceEngine;
  readonly logger: Logger;
  readonly maxCommands: number;
  /** Takes one of the places of running workspaces; returns what gives it back. Throws `GW_WORKSPACE_LIMIT`. */
  readonly admit: () => () => void;
  /** Removes it and all that it has. */
  readonly remove: () => Promise<void>;
  /** It stopped by itself. */
  readonly onIdle: () => void;
}

const environmentName = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A folder with commands that run in it, isolated. Its processes start with the first command and live until it
 * stops; its files live until it is destroyed.
 */
export class Workspace {
  readonly id: string;
  readonly files: WorkspaceFiles;
  readonly #parts: WorkspaceParts;
  readonly #folders: WorkspaceFolders;
  #record: WorkspaceRecord;
  #shell: Promise<WorkspaceShell> | undefined;
  #closing = new AbortController();
  /** Settles when the last change between running and stopped is done: they are made one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #destroying: Promise<void> | undefined;
  #commands = 0;
  #usedAt = Date.now();
  #idle: NodeJS.Timeout | undefined;

  /** @internal Use `Workspaces`. */
  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    this.#record = parts.record;
    this.id = parts.record.id;
    this.#folders = foldersOf(parts.baseDir, this.id);
    this.files = new WorkspaceFiles({
      folder: this.#folders.files,
      enter: () => this.#use(),
      room: () => this.#quota().room(),
    });
    this.#used();
  }

  /** What was asked for, and whether it is running. A stopped one keeps its files and refuses commands. */
  get record(): WorkspaceRecord {
    return this.#record;
  }

  /** Epoch, in milliseconds. */
  get usedAt(): number {
    return this.#usedAt;
  }

  /**
   * Runs a command to its end. Several may run side by side. Throws `GW_WORKSPACE_STOPPED`, `GW_WORKSPACE_LIMIT`,
   * `GW_WORKSPACE_ENDED` with the limit that all of the workspace went over, or the signal's reason.
   */
  async exec(request: ExecRequest): Promise<ExecResult> {
    using _use = this.#use();
    // Awaited here: it is in use until then.
    return await finish(await this.#run(request), request);
  }

  /** Starts a command and hands its streams over; they have to be read. Ends with the workspace, or by `kill`. */
  async start(request: Pick<ExecRequest, 'command' | 'cwd' | 'env' | 'signal'>): Promise<RunningCommand> {
    const use = this.#use();
    try {
      const command = await this.#run(request);
      command.exited.catch(() => {}).finally(() => use[Symbol.dispose]());
      return command;
    } catch (error) {
      use[Symbol.dispose]();
      throw error;
    }
  }

  async usage(): Promise<WorkspaceUsage> {
    const [disk, processes] = await Promise.all([
      this.#quota().usage(),
      this.#shell?.then(
        shell => shell.usage(),
        () => undefined,
      ),
    ]);
    return { cpuMs: 0, memoryBytes: 0, processes: 0, ...processes, diskBytes: disk.bytes };
  }

  async update(changes: WorkspaceChanges): Promise<void> {
    await this.#save({ ...this.#record, ...changes });
    this.#used();
  }

  /** Ends its processes, gently at first; files stay. Idempotent. */
  stop(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#save({ ...this.#record, state: 'stopped' });
      await this.#end();
    });
  }

  /** Lets commands run again. Idempotent. */
  resume(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#save({ ...this.#record, state: 'running' });
      this.#used();
    });
  }

  /** Ends its processes and removes everything of it. Idempotent. */
  destroy(): Promise<void> {
    this.#destroying ??= this.end().then(() => this.#parts.remove());
    return this.#destroying;
  }

  /** @internal Ends its processes without a word about whether it may start some again. */
  end(): Promise<void> {
    return this.#inTurn(() => this.#end());
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(change);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#idle);
    this.#closing.abort(new WorkspaceError('GW_WORKSPACE_STOPPED', `workspace ${this.id} is being stopped`));
    const shell = await this.#shell?.catch(() => undefined);
    await shell?.stop();
    this.#closing = new AbortController();
  }

  async #run(request: Pick<ExecRequest, 'command' | 'cwd' | 'env' | 'signal'>): Promise<RunningCommand> {
    const { command, cwd = '', env = {}, signal } = request;
    const words = typeof command === 'string' && command ? ['sh', '-c', command] : [...command];
    checkCommand(words, env);
    const shell = await this.#running(signal);
    const inside = cwd === workspacePath || cwd.startsWith(`${workspacePath}/`);
    const folder = posix.resolve(shell.files, inside ? `.${cwd.slice(workspacePath.length)}` : cwd);
    return shell.run({ words, folder, env: { HOME: shell.files, ...env } });
  }

  /** The shell, started once for all who ask meanwhile. */
  async #running(signal?: AbortSignal): Promise<WorkspaceShell> {
    signal?.throwIfAborted();
    await this.#turn;
    if (this.#destroying)
      throw new WorkspaceError('GW_WORKSPACE_DESTROYED', `workspace ${this.id} is destroyed`);
    if (this.#record.state === 'stopped')
      throw new WorkspaceError('GW_WORKSPACE_STOPPED', `workspace ${this.id} is stopped; resume it first`);
    if (this.#shell) return this.#shell;
    const opened = this.#open();
    this.#shell = opened;
    const forget = () => {
      if (this.#shell === opened) this.#shell = undefined;
    };
    opened.then(shell => shell.ended.then(forget), forget);
    return opened;
  }

  async #open(): Promise<WorkspaceShell> {
    const { engine, admit, logger } = this.#parts;
    let giveBack: (() => void) | undefined;
    try {
      giveBack = admit();
      await this.#quota().check();
      const { policy, env, image } = this.#record;
      const request = {
        id: this.id,
        files: this.#folders.files,
        control: this.#folders.control,
        policy,
        env,
      };
      const shell = await WorkspaceShell.open(engine, image === undefined ? request : { ...request, image }, {
        signal: this.#closing.signal,
      });
      const quota = this.#quota();
      quota.watch(reason => void shell.kill(reason));
      void shell.ended.then(({ reason }) => {
        quota.unwatch();
        giveBack?.();
        logger.debug({ workspace: this.id, reason }, 'the processes of a workspace have ended');
      });
      return shell;
    } catch (error) {
      giveBack?.();
      throw error;
    }
  }

  #quota(): DiskQuota {
    return new DiskQuota({ folder: this.#folders.folder, maxBytes: this.#record.diskMb * 1024 * 1024 });
  }

  /** Counts as use until it is disposed of. */
  #use(): Disposable {
    if (this.#destroying)
      throw new WorkspaceError('GW_WORKSPACE_DESTROYED', `workspace ${this.id} is destroyed`);
    if (this.#commands >= this.#parts.maxCommands)
      throw new WorkspaceError(
        'GW_WORKSPACE_LIMIT',
        `workspace ${this.id} does ${this.#commands} things at once, which is all that it may`,
      );
    this.#commands++;
    clearTimeout(this.#idle);
    return {
      [Symbol.dispose]: () => {
        this.#commands--;
        this.#used();
      },
    };
  }

  #used(): void {
    this.#usedAt = Date.now();
    clearTimeout(this.#idle);
    const { idleMs, state } = this.#record;
    if (idleMs === 0 || state === 'stopped' || this.#commands > 0 || this.#destroying) return;
    this.#idle = setTimeout(() => void this.#stopIdle(), idleMs).unref();
  }

  async #stopIdle(): Promise<void> {
    const { logger } = this.#parts;
    logger.info(
      { workspace: this.id, idleMs: this.#record.idleMs },
      'a workspace that nobody uses is stopped',
    );
    try {
      await this.stop();
      this.#parts.onIdle();
    } catch (error) {
      logger.error({ err: error, workspace: this.id }, 'a workspace did not stop');
    }
  }

  async #save(record: WorkspaceRecord): Promise<void> {
    if (this.#destroying)
      throw new WorkspaceError('GW_WORKSPACE_DESTROYED', `workspace ${this.id} is destroyed`);
    this.#record = record;
    await writeRecord(this.#folders.folder, record);
  }
}

function checkCommand(words: readonly string[], env: Readonly<Record<string, string>>): void {
  const problem = !words[0]
    ? 'the command is empty'
    : [...words, ...Object.values(env)].some(word => word.includes('\0'))
      ? 'the command or its environment has a NUL character'
      : Object.keys(env).find(name => !environmentName.test(name)) !== undefined
        ? 'a variable of the environment has a name that no shell takes'
        : undefined;
  if (problem) throw new WorkspaceError('GW_WORKSPACE_INVALID_REQUEST', problem);
}
