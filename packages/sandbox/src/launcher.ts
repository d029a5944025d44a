import { type ChildProcess, spawn } from 'node:child_process';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Bubblewrap } from './bubblewrap.ts';
import { Cgroup } from './cgroup.ts';
import { resolveCommand } from './command.ts';
import { buildEnvironment, type Environment, searchPath } from './environment.ts';
import { SandboxError } from './errors.ts';
import { removeFolder } from './folder.ts';
import type { Host } from './host.ts';
import { type LaunchPlan, launchCommand } from './launch.ts';
import type { Logger } from './logger.ts';
import type { OwnerFolder } from './owner-folder.ts';
import type { PackageRun } from './package-caches.ts';
import { limitsOf, type ProcessLimits, type SandboxPolicy } from './policy.ts';
import { createTag, ProcessTable } from './process-table.ts';
import type { ProcessTree } from './process-tree.ts';
import { SandboxedProcess } from './sandboxed-process.ts';
import { Supervisor } from './supervisor.ts';
import { TaggedTree } from './tagged-tree.ts';
import { ownUser, type User, unprivilegedUser } from './user.ts';

export interface LaunchRequest extends PackageRun {
  readonly env?: Readonly<Record<string, string>>;
  readonly policy: SandboxPolicy;
  readonly workingDir: string;
}

export interface LauncherOptions {
  readonly host: Host;
  readonly folder: OwnerFolder;
  /** The gateway's environment. */
  readonly env: Environment;
  readonly logger: Logger;
}

/** The one place where a command is started: from its policy to a running, supervised process tree. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #supervisor = new Supervisor();
  readonly #table = new ProcessTable();
  #sequence = 0;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /** Either returns a process or leaves nothing behind. */
  async launch(request: LaunchRequest, signal: AbortSignal): Promise<SandboxedProcess> {
    const { policy } = request;
    const { folder, logger, host } = this.#options;
    const sequence = ++this.#sequence;
    const runAs = await this.#runAs(request);
    const home = policy.enabled ? join(folder.folder, String(sequence)) : undefined;
    const environment = this.#environment(request, home, runAs);
    const command = await this.#command(request, environment);
    const limits = limitsOf(policy);
    const tag = createTag(folder.ownerId, sequence);
    const undo: (() => Promise<unknown>)[] = [];
    try {
      signal.throwIfAborted();
      if (home !== undefined) {
        undo.push(() => removeFolder(home));
        await makeHome(home, runAs, request.homeFiles);
      }
      const tree = await this.#createTree(String(sequence), tag, limits);
      undo.push(() => tree.remove());
      signal.throwIfAborted();
      const bubblewrap = this.#bubblewrap(request);
      const { root, shell, setpriv } = host;
      const child = await start({
        ...{ shell, command, environment, root, tag, workingDir: request.workingDir, mark: folder.mark },
        joinFiles: tree instanceof Cgroup ? tree.joinFiles : [],
        ...(limits && { limits }),
        ...(bubblewrap && { bubblewrap }),
        ...(setpriv && { setpriv }),
        ...(runAs && { runAs }),
        ...(request.readOnly && { readOnly: request.readOnly }),
      });
      const watchMemory = !(tree instanceof Cgroup && tree.limitsMemory);
      const wrapped = bubblewrap !== undefined;
      const supervisor = this.#supervisor;
      return new SandboxedProcess({ child, tree, limits, watchMemory, wrapped, home, supervisor, logger });
    } catch (error) {
      for (const step of undo.reverse()) await step().catch(() => {});
      throw signal.aborted || error instanceof SandboxError ? error : couldNotStart(error);
    }
  }

  #bubblewrap({ policy, readOnly = [] }: LaunchRequest): Bubblewrap | undefined {
    const { bubblewrap, bubblewrapAlways } = this.#options.host;
    const wanted = policy.enabled && (bubblewrapAlways || readOnly.length > 0);
    return wanted && 'file' in bubblewrap ? bubblewrap : undefined;
  }

  async #runAs({ policy, readOnly = [] }: LaunchRequest): Promise<User | undefined> {
    if (!policy.enabled || !policy.dropPrivileges) return undefined;
    const { host, folder } = this.#options;
    const folders = [folder.folder, ...readOnly];
    return unprivilegedUser({ root: host.root, setpriv: host.setpriv, folders });
  }

  #environment(
    { policy, env: service = {} }: LaunchRequest,
    home: string | undefined,
    runAs: User | undefined,
  ) {
    const user = (runAs ?? ownUser()).name;
    return buildEnvironment({ policy, gateway: this.#options.env, service, user, ...(home && { home }) });
  }

  async #command({ command, workingDir }: LaunchRequest, environment: Environment): Promise<string[]> {
    const [program = '', ...words] = command;
    return [await resolveCommand(program, searchPath(environment), workingDir), ...words];
  }

  async #createTree(name: string, tag: string, limits: ProcessLimits | undefined): Promise<ProcessTree> {
    const { cgroup } = this.#options.host;
    return 'layout' in cgroup ? Cgroup.create(cgroup.layout, name, limits) : new TaggedTree(this.#table, tag);
  }
}

async function makeHome(
  home: string,
  owner: User | undefined,
  files: PackageRun['homeFiles'] = {},
): Promise<void> {
  await mkdir(home, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(home, name)), { recursive: true });
    await writeFile(join(home, name), text);
  }
  if (owner) await chown(home, owner.uid, owner.gid);
}

function start(plan: LaunchPlan): Promise<ChildProcess> {
  const { file, args } = launchCommand(plan);
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  const fail = (cause: unknown) => reject(couldNotStart(cause));
  try {
    const { environment: env, workingDir: cwd } = plan;
    const child = spawn(file, args, { detached: true, cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    child.once('error', fail);
    if (child.pid !== undefined) resolve(child);
  } catch (error) {
    fail(error);
  }
  return promise;
}

function couldNotStart(cause: unknown): SandboxError {
  return new SandboxError('GW_SANDBOX_START_FAILED', `could not start: ${(cause as Error).message}`, {
    cause,
  });
}
