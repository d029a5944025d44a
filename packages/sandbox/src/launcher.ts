import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { bubblewrapArguments, type Isolation, type Namespace } from './bubblewrap.ts';
import type { Capabilities } from './capabilities.ts';
import { Cgroup } from './cgroup.ts';
import { resolveCommand } from './command.ts';
import { buildEnvironment, type Environment, searchPath } from './environment.ts';
import { SandboxError } from './errors.ts';
import type { Host } from './host.ts';
import { type LaunchPlan, launchCommand, launchersOf } from './launch.ts';
import type { Logger } from './logger.ts';
import { OwnFolders } from './own-folders.ts';
import type { OwnerFolder } from './owner-folder.ts';
import type { PackageRun } from './package-caches.ts';
import { hidesFiles, type ResolvedPolicy } from './policy.ts';
import { limitsOf, type ProcessLimits } from './process-limits.ts';
import { createTag, ProcessTable } from './process-table.ts';
import type { ProcessTree } from './process-tree.ts';
import { checkProtections, type Protection, protectionsOf } from './protection.ts';
import { SandboxedProcess } from './sandboxed-process.ts';
import { Supervisor } from './supervisor.ts';
import { TaggedTree } from './tagged-tree.ts';
import { ownUser, type User, unprivilegedUser } from './user.ts';
import { planFileView } from './view/file-view.ts';

export interface LaunchRequest extends PackageRun {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly policy: ResolvedPolicy;
  readonly workingDir: string;
}

export interface LauncherOptions {
  readonly host: Host;
  readonly capabilities: Capabilities;
  readonly folder: OwnerFolder;
  /** The gateway's environment. */
  readonly env: Environment;
  /** Files and folders of the gateway's that no process sees. */
  readonly own: readonly string[];
  /** Holds the filter of system calls, where there is one. */
  readonly filterFile?: string;
  readonly logger: Logger;
}

/** The one place where a command is started: from its policy to a running, supervised process tree. */
export class Launcher {
  readonly #options: LauncherOptions;
  readonly #supervisor = new Supervisor();
  readonly #table = new ProcessTable();
  readonly #warned = new Set<string>();
  #sequence = 0;

  constructor(options: LauncherOptions) {
    this.#options = options;
  }

  /** Either returns a process or leaves nothing behind. */
  async launch(request: LaunchRequest, signal: AbortSignal): Promise<SandboxedProcess> {
    const { policy, workingDir } = request;
    const { folder, logger, host, capabilities } = this.#options;
    this.#tellMissing(request, checkProtections(policy, protectionsOf(policy, capabilities)));
    const sequence = ++this.#sequence;
    const runAs = await this.#runAs(request);
    const own = policy.preset === 'none' ? undefined : new OwnFolders(join(folder.folder, String(sequence)));
    const environment = this.#environment(request, own?.home, runAs);
    const command = await this.#command(request, environment);
    const limits = limitsOf(policy);
    const tag = createTag(folder.ownerId, sequence);
    const undo: (() => Promise<unknown>)[] = [];
    try {
      signal.throwIfAborted();
      if (own) {
        undo.push(() => own.remove());
        await own.make(runAs, request.homeFiles);
      }
      const tree = await this.#createTree(String(sequence), tag, limits);
      undo.push(() => tree.remove());
      const bubblewrap = await this.#bubblewrap(request, { command, environment, own, runAs });
      signal.throwIfAborted();
      const { root, shell, setpriv } = host;
      const child = await start({
        ...{ shell, command, environment, root, tag, workingDir, mark: folder.mark },
        joinFiles: tree instanceof Cgroup ? tree.joinFiles : [],
        privileges: privilegesOf(policy),
        ...(limits && { limits }),
        ...(bubblewrap && { bubblewrap }),
        ...(setpriv && { setpriv }),
        ...(runAs && { runAs }),
      });
      const watchMemory = !(tree instanceof Cgroup && tree.limitsMemory);
      const wrapped = bubblewrap !== undefined;
      const supervisor = this.#supervisor;
      return new SandboxedProcess({ child, tree, limits, watchMemory, wrapped, own, supervisor, logger });
    } catch (error) {
      for (const step of undo.reverse()) await step().catch(() => {});
      throw signal.aborted || error instanceof SandboxError ? error : couldNotStart(error);
    }
  }

  /** Once for each way in which it is weaker, however many servers it concerns. */
  #tellMissing({ name }: LaunchRequest, missing: readonly Protection[]): void {
    if (missing.length === 0) return;
    const what = missing.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
    if (this.#warned.has(what)) return;
    this.#warned.add(what);
    const { logger } = this.#options;
    logger.warn({ service: name, missing }, `servers run with less isolation than is the default: ${what}`);
  }

  async #bubblewrap(
    { policy, workingDir, env = {}, readOnly = [], writable = [] }: LaunchRequest,
    { command, environment, own, runAs }: Started,
  ): Promise<LaunchPlan['bubblewrap']> {
    const { bubblewrap, bubblewrapAlways, folders, setpriv, root } = this.#options.host;
    const wanted = isIsolated(policy) || readOnly.length > 0 || bubblewrapAlways;
    if (!own || !wanted || !('file' in bubblewrap)) return undefined;
    const launchers = launchersOf({ ...(setpriv && { setpriv }), ...(runAs && { runAs }) });
    const view = await planFileView(
      {
        ...{ policy, command, workingDir, readOnly, writable, launchers },
        ...{ serviceEnv: env, path: searchPath(environment) },
        ...{ home: own.home, temporary: own.temporary },
      },
      { host: folders, own: this.#options.own },
    );
    const filterFile = policy.seccomp ? this.#options.filterFile : undefined;
    const isolation: Isolation = {
      view,
      namespaces: namespacesOf(policy, runAs !== undefined).filter(name =>
        bubblewrap.namespaces.includes(name),
      ),
      capabilities: runAs ? 'all' : privilegesOf(policy),
      seccomp: filterFile !== undefined,
    };
    const words = bubblewrapArguments(isolation, { root, workingDir });
    const argumentsFile = await own.write('bubblewrap', words.map(word => `${word}\0`).join(''));
    return { file: bubblewrap.file, argumentsFile, ...(filterFile !== undefined && { filterFile }) };
  }

  async #runAs({ policy, readOnly = [] }: LaunchRequest): Promise<User | undefined> {
    if (policy.preset === 'none' || !policy.dropPrivileges) return undefined;
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

interface Started {
  readonly command: readonly string[];
  readonly environment: Environment;
  readonly own: OwnFolders | undefined;
  readonly runAs: User | undefined;
}

/** Whether the policy asks for what only bubblewrap gives. */
function isIsolated(policy: ResolvedPolicy): boolean {
  return hidesFiles(policy) || policy.network !== 'host' || policy.seccomp || policy.hide.length > 0;
}

function privilegesOf(policy: ResolvedPolicy): LaunchPlan['privileges'] {
  if (hidesFiles(policy)) return 'none';
  return policy.preset === 'medium' ? 'usual' : 'all';
}

/** A user namespace knows only the user that made it, so root can't become another one in it. */
function namespacesOf(policy: ResolvedPolicy, changesUser: boolean): Namespace[] {
  const own: Namespace[] = hidesFiles(policy) ? ['ipc', 'uts', 'cgroup'] : [];
  return [
    ...own,
    ...(hidesFiles(policy) && !changesUser ? (['user'] as const) : []),
    ...(policy.network === 'host' ? [] : (['net'] as const)),
  ];
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
