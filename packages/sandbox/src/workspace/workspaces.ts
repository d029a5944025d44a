import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { acquireFileLock } from '../file-lock.ts';
import { type Logger, silentLogger } from '../logger.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { Sandbox } from '../sandbox.ts';
import type { WorkspaceEngine } from './engine.ts';
import { WorkspaceError } from './errors.ts';
import { FolderHandle } from './folder-handle.ts';
import { removeTree } from './remove-tree.ts';
import { SandboxEngine } from './sandbox-engine.ts';
import { Workspace } from './workspace.ts';
import { createFolders, isWorkspaceId, readRecord, type WorkspaceRecord } from './workspace-record.ts';

export interface WorkspacesOptions {
  /** What runs the commands: a sandbox, or another engine. */
  readonly engine: Sandbox | WorkspaceEngine;
  /** Where workspaces are kept; made when absent. Belongs to one gateway at a time. */
  readonly baseDir: string;
  readonly logger?: Logger;
  /** Default 100. */
  readonly maxWorkspaces?: number;
  /** Those that have processes, at once. Default 20. */
  readonly maxRunning?: number;
  /** What one workspace does at once: commands and file operations. Default 32. */
  readonly maxCommands?: number;
  /** Told of each workspace that stopped by itself because nobody used it. */
  readonly onIdle?: (workspace: Workspace) => void;
}

export interface WorkspaceRequest {
  /** Lower-case letters, digits and hyphens, up to 63. Default: a random one. */
  readonly id?: string;
  /** Over a default of its own: `strict`, no network, 512 MB of memory, 64 processes, files as large as the quota. */
  readonly policy?: SandboxPolicy;
  /** Variables of all its commands. */
  readonly env?: Readonly<Record<string, string>>;
  /** For an engine that has images. */
  readonly image?: string;
  /** What its files may take, in MiB. Default 1024. */
  readonly diskMb?: number;
  /** Time without use after which it stops by itself, in milliseconds; 0: never. Default 900,000. */
  readonly idleMs?: number;
  /** The caller's own. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** How long another gateway that is just ending is waited for. */
const takeOverMs = 2000;
const abandonedAfterMs = 600_000;
const unfinished = /^\.(new|gone)-/;

/**
 * Opens a folder of workspaces with those that are in it; what was cut off while it was made or removed goes.
 * Throws `GW_WORKSPACE_IN_USE` where another gateway has it.
 */
export async function createWorkspaces(options: WorkspacesOptions): Promise<Workspaces> {
  const { engine, logger = silentLogger } = options;
  const baseDir = resolve(options.baseDir);
  await mkdir(baseDir, { recursive: true, mode: 0o700 });
  const release = await takeOver(baseDir);
  try {
    const records: WorkspaceRecord[] = [];
    for (const name of await readdir(baseDir)) {
      if (unfinished.test(name)) await removeFolder(baseDir, name);
      if (!isWorkspaceId(name)) continue;
      const record = await readRecord(baseDir, name);
      if (record) records.push(record);
      else logger.warn({ folder: join(baseDir, name) }, 'this folder is no workspace, and left alone');
    }
    const resolved = {
      ...options,
      baseDir,
      logger,
      engine: 'start' in engine ? engine : new SandboxEngine(engine),
    };
    return new Workspaces(resolved, records, release);
  } catch (error) {
    await release();
    throw error;
  }
}

type Resolved = WorkspacesOptions & {
  readonly engine: WorkspaceEngine;
  readonly logger: Logger;
};

/** The workspaces of one folder. */
export class Workspaces implements AsyncDisposable {
  readonly #options: Resolved;
  readonly #release: () => Promise<void>;
  readonly #workspaces = new Map<string, Workspace>();
  /** Ids that are being made or removed. */
  readonly #busy = new Set<string>();
  #running = 0;
  #stopping: Promise<void> | undefined;

  /** @internal Use {@link createWorkspaces}. */
  constructor(options: Resolved, records: readonly WorkspaceRecord[], release: () => Promise<void>) {
    this.#options = options;
    this.#release = release;
    for (const record of records) this.#add(record);
  }

  /**
   * Makes a workspace. Its processes start with its first command. Throws `GW_WORKSPACE_EXISTS`,
   * `GW_WORKSPACE_LIMIT`, `GW_WORKSPACE_INVALID_REQUEST`, and `GW_SANDBOX_UNAVAILABLE` or `GW_WORKSPACE_UNAVAILABLE`
   * where the engine could not run it as its policy says.
   */
  async create(request: WorkspaceRequest = {}): Promise<Workspace> {
    const record = this.#record(request);
    const { id } = record;
    if (this.#stopping) throw stopped();
    if (this.#workspaces.has(id) || this.#busy.has(id))
      throw new WorkspaceError('GW_WORKSPACE_EXISTS', `there is a workspace ${id} already`);
    const { maxWorkspaces = 100 } = this.#options;
    if (this.#workspaces.size + this.#busy.size >= maxWorkspaces)
      throw new WorkspaceError(
        'GW_WORKSPACE_LIMIT',
        `there are ${maxWorkspaces} workspaces, which is all there may be`,
      );
    this.#busy.add(id);
    try {
      const { baseDir, engine } = this.#options;
      const { policy } = record;
      await createFolders(baseDir, record, async folders => engine.prepare?.({ ...folders, policy }));
      return this.#add(record);
    } catch (error) {
      await removeFolder(this.#options.baseDir, `.new-${id}`).catch(() => {});
      throw error;
    } finally {
      this.#busy.delete(id);
    }
  }

  get(id: string): Workspace | undefined {
    return this.#workspaces.get(id);
  }

  /** The oldest first. */
  list(): readonly Workspace[] {
    return [...this.#workspaces.values()].sort((one, other) => one.record.createdAt - other.record.createdAt);
  }

  /** Ends all processes; workspaces and their files stay, and are there again when the folder is opened next. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #record({ id = randomUUID(), policy = {}, env = {}, labels = {}, image, ...rest }: WorkspaceRequest) {
    const { diskMb = 1024, idleMs = 900_000 } = rest;
    const problem = !isWorkspaceId(id)
      ? `${id} is no id of a workspace: lower-case letters, digits and hyphens, up to 63`
      : !(diskMb > 0)
        ? 'diskMb must be a positive number'
        : !(idleMs >= 0 && idleMs < 2 ** 31)
          ? 'idleMs must be 0 or a number of milliseconds below 2^31'
          : undefined;
    if (problem !== undefined) throw new WorkspaceError('GW_WORKSPACE_INVALID_REQUEST', problem);
    const defaults: SandboxPolicy = { network: 'none', processes: 64, fileSizeMb: diskMb, diskMb };
    const record: WorkspaceRecord = {
      ...{ id, createdAt: Date.now(), policy: { ...defaults, ...policy }, env, labels, diskMb, idleMs },
      state: 'running',
      ...(image !== undefined && { image }),
    };
    return record;
  }

  #add(record: WorkspaceRecord): Workspace {
    const { baseDir, engine, logger, maxCommands = 32 } = this.#options;
    const workspace: Workspace = new Workspace({
      ...{ record, baseDir, engine, logger, maxCommands },
      admit: () => this.#admit(),
      remove: () => this.#remove(record.id),
      onIdle: () => this.#options.onIdle?.(workspace),
    });
    this.#workspaces.set(record.id, workspace);
    return workspace;
  }

  #admit(): () => void {
    if (this.#stopping) throw stopped();
    const { maxRunning = 20 } = this.#options;
    if (this.#running >= maxRunning)
      throw new WorkspaceError(
        'GW_WORKSPACE_LIMIT',
        `${maxRunning} workspaces run, which is all that may at once`,
      );
    this.#running++;
    let held = true;
    return () => {
      if (held) this.#running--;
      held = false;
    };
  }

  async #remove(id: string): Promise<void> {
    if (!this.#workspaces.delete(id)) return;
    const { baseDir } = this.#options;
    const gone = `.gone-${id}-${randomUUID()}`;
    // Out of sight at once, so that a removal that is cut off leaves no half of a workspace.
    await rename(join(baseDir, id), join(baseDir, gone));
    await removeFolder(baseDir, gone);
  }

  async #stop(): Promise<void> {
    await Promise.allSettled(this.list().map(workspace => workspace.end()));
    await this.#release();
  }
}

function stopped(): WorkspaceError {
  return new WorkspaceError('GW_WORKSPACE_STOPPED', 'workspaces are being stopped');
}

async function removeFolder(baseDir: string, name: string): Promise<void> {
  await using base = await FolderHandle.open(baseDir);
  await removeTree(base, name);
}

async function takeOver(baseDir: string): Promise<() => Promise<void>> {
  const signal = AbortSignal.timeout(takeOverMs);
  try {
    return await acquireFileLock(join(baseDir, 'owner.lock'), { abandonedAfterMs, signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new WorkspaceError('GW_WORKSPACE_IN_USE', `another gateway has the workspaces in ${baseDir}`);
  }
}
