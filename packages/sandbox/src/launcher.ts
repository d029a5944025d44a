import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Capabilities } from './capabilities.ts';
import { Cgroup } from './cgroup.ts';
import { resolveCommand } from './command.ts';
import { DiskWatch } from './disk-watch.ts';
import { buildEnvironment, type Environment, searchPath } from './environment.ts';
import { SandboxError } from './errors.ts';
import { Isolator, type IsolatorOptions } from './isolator.ts';
import { type LaunchPlan, launchCommand, launchEnvironment } from './launch.ts';
import { OwnFolders } from './own-folders.ts';
import type { PackageRun } from './package-caches.ts';
import { hidesFiles, type ResolvedPolicy } from './policy.ts';
import { limitsOf, type ProcessLimits } from './process-limits.ts';
import { createTag, ProcessTable } from './process-table.ts';
import type { ProcessTree } from './process-tree.ts';
import { checkProtections, describeMissing, type Protection, protectionsOf } from './protection.ts';
import { SandboxedProcess } from './sandboxed-process.ts';
import { Supervisor } from './supervisor.ts';
import { TaggedTree } from './tagged-tree.ts';
import { ownUser, type User, unprivilegedUser } from './user.ts';
import type { Mount } from './view/place.ts';

export interface LaunchRequest extends PackageRun {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly policy: ResolvedPolicy;
  readonly workingDir: string;
  readonly mounts?: readonly Mount[];
}

export interface LauncherOptions extends Omit<IsolatorOptions, 'path'> {
  readonly capabilities: Capabilities;
  /** The gateway's environment. */
  readonly env: Environment;
}

/** The one place where a command is started: from its policy to a running, supervised process tree. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #isolator: Isolator;
  readonly #supervisor = new Supervisor();
  readonly #table = new ProcessTable();
  readonly #warned = new Set<string>();
  #sequence = 0;

  constructor(options: LauncherOptions) {
    this.#options = options;
    this.#isolator = new Isolator({ ...options, path: searchPath(options.env) });
  }

  /** Either returns a process or leaves nothing behind. */
  async launch(request: LaunchRequest, signal: AbortSignal): Promise<SandboxedProcess> {
    const { policy, workingDir } = request;
    const { folder, logger, host } = this.#options;
    const limits = limitsOf(policy);
    const prepared = new Prepared(++this.#sequence);
    const { sequence, belongings } = prepared;
    const tag = createTag(folder.ownerId, sequence);
    try {
      // Side by side: the kernel takes its time for groups.
      const making = this.#createTree(String(sequence), tag, limits);
      belongings.push(() => making.then(made => made.remove()));
      const { own, runAs, environment, command, bubblewrap } = await this.#prepare(request, prepared, signal);
      const tree = await making;
      signal.throwIfAborted();
      const { root, shell, setpriv } = host;
      const child = await start({
        ...{ shell, command, environment, root, tag, workingDir, mark: folder.mark, parent: process.pid },
        joinFiles: tree instanceof Cgroup ? tree.joinFiles : [],
        privileges: hidesFiles(policy) ? 'none' : policy.preset === 'medium' ? 'usual' : 'all',
        ...(limits && { limits }),
        ...(bubblewrap && { bubblewrap }),
        ...(setpriv && { setpriv }),
        ...(runAs && { runAs }),
      });
      return new SandboxedProcess({
        ...{ child, tree, limits, logger, belongings },
        watchMemory: !(tree instanceof Cgroup && tree.limitsMemory),
        wrapped: bubblewrap !== undefined,
        ...(own && limits && { disk: new DiskWatch(own.folder, limits.diskBytes) }),
        supervisor: this.#supervisor,
      });
    } catch (error) {
      await prepared.undo();
      throw signal.aborted || error instanceof SandboxError ? error : couldNotStart(error);
    }
  }

  /** Does all of a launch but the start, and undoes it: throws what the launch would. */
  async rehearse(request: LaunchRequest, signal: AbortSignal): Promise<void> {
    const prepared = new Prepared(++this.#sequence);
    try {
      await this.#prepare(request, prepared, signal);
    } finally {
      await prepared.undo();
    }
  }

  async #prepare(request: LaunchRequest, { sequence, belongings }: Prepared, signal: AbortSignal) {
    const { policy, workingDir, readOnly = [], writable = [], mounts = [], env: serviceEnv = {} } = request;
    const { folder, capabilities } = this.#options;
    this.#tellMissing(request, checkProtections(policy, protectionsOf(policy, capabilities)));
    const runAs = await this.#runAs(request);
    const own = policy.preset === 'none' ? undefined : new OwnFolders(join(folder.folder, String(sequence)));
    signal.throwIfAborted();
    if (own) belongings.push(() => own.remove());
    await own?.make(runAs, request.homeFiles);
    const egress = await this.#isolator.openNetwork(policy, request.name, signal);
    if (egress) belongings.push(() => egress.close());
    const environment = this.#environment({ ...request, env: { ...egress?.env, ...serviceEnv } }, own, runAs);
    const command = await this.#command(request, environment);
    const path = searchPath(environment);
    const seen = { command, path, serviceEnv, workingDir, readOnly, writable, mounts };
    const bubblewrap = own && (await this.#isolator.isolate({ ...seen, policy, own, runAs, egress }));
    return { own, runAs, environment, command, bubblewrap };
  }

  /** Once for each way in which it is weaker, however many servers it concerns. */
  #tellMissing({ name }: LaunchRequest, missing: readonly Protection[]): void {
    if (missing.length === 0) return;
    const what = describeMissing(missing);
    if (this.#warned.has(what)) return;
    this.#warned.add(what);
    const { logger } = this.#options;
    logger.warn({ service: name, missing }, `servers run with less isolation than is the default: ${what}`);
  }

  async #runAs({ policy, readOnly = [] }: LaunchRequest): Promise<User | undefined> {
    const { host, folder } = this.#options;
    if (policy.preset === 'none' || !policy.dropPrivileges) return undefined;
    if (!host.setpriv && policy.allowDegraded) return undefined;
    const folders = [folder.folder, ...readOnly];
    return unprivilegedUser({ root: host.root, setpriv: host.setpriv, folders });
  }

  #environment(
    { policy, env: service = {} }: LaunchRequest,
    own: OwnFolders | undefined,
    runAs: User | undefined,
  ) {
    const user = (runAs ?? ownUser()).name;
    const home = own && { home: own.home };
    return buildEnvironment({ policy, gateway: this.#options.env, service, user, ...home });
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

/** What has been made for a start so far. */
class Prepared {
  readonly sequence: number;
  /** What has to go once the process has, the latest last. */
  readonly belongings: (() => Promise<void>)[] = [];

  constructor(sequence: number) {
    this.sequence = sequence;
  }

  async undo(): Promise<void> {
    for (const remove of this.belongings.reverse()) await remove().catch(() => {});
  }
}

function start(plan: LaunchPlan): Promise<ChildProcess> {
  const { file, args } = launchCommand(plan);
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>();
  const fail = (cause: unknown) => reject(couldNotStart(cause));
  try {
    const { workingDir: cwd } = plan;
    const env = launchEnvironment(plan.environment);
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
