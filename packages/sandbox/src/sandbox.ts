import { setMaxListeners } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Capabilities, describeHost } from './capabilities.ts';
import { removeParents } from './cgroup-layout.ts';
import { resolveWorkingDir } from './command.ts';
import type { Environment } from './environment.ts';
import { SandboxError } from './errors.ts';
import { removeFolder } from './folder.ts';
import { type Host, type Mechanisms, probeHost } from './host.ts';
import { Launcher, type LaunchRequest } from './launcher.ts';
import { type Logger, silentLogger } from './logger.ts';
import { ownIdentity } from './owner.ts';
import {
  createOwnerFolder,
  findAbandoned,
  keepAlive,
  locateOwnerFolder,
  type OwnerFolder,
} from './owner-folder.ts';
import { PackageCaches } from './package-caches.ts';
import { fillPolicy, type PackageRequest } from './package-installation.ts';
import { registryEnvironment } from './package-network.ts';
import { defaultPolicy, type Preset, resolvePolicy, type SandboxPolicy } from './policy.ts';
import { type Protection, protectionsOf } from './protection.ts';
import type { SandboxedProcess } from './sandboxed-process.ts';
import type { Mount } from './view/place.ts';
import { endBelongings, Watchdog } from './watchdog.ts';

export interface SandboxOptions {
  /** Where processes get their own folders; made when absent. Source: `session.sandbox_dir`. */
  readonly baseDir: string;
  /** Where packages of `npx` and `uvx` services are kept. Source: `data_dir`. */
  readonly dataDir: string;
  /** The gateway's environment. */
  readonly env: Environment;
  /** Where commands start and relative folders begin. Default: the process's own. */
  readonly cwd?: string;
  /**
   * Files and folders of the gateway's that processes don't see where their policy isolates them: its configuration
   * and keys. `baseDir` and `dataDir` are among them anyway. Absent or empty: these two.
   */
  readonly hidden?: readonly string[];
  readonly logger?: Logger;
  /** Default: whatever works on this host. */
  readonly mechanisms?: Mechanisms;
}

export interface SandboxRequest {
  /** The service's name: names its package cache and its log lines. */
  readonly name: string;
  /** Program and arguments; never given to a shell. */
  readonly command: readonly string[];
  /** The service's own variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absent: the default, which isolates as far as the host allows. */
  readonly policy?: SandboxPolicy;
  /**
   * Folders of the host that it may change, and where it sees them; they need the preset `strict` and bubblewrap,
   * and without it are not there. Absent or empty: none.
   */
  readonly mounts?: readonly Mount[];
}

/** A client of a package registry, such as npm or pip. */
export interface PackageClientRequest {
  /** For the log: what it is run for. */
  readonly name: string;
  /** Program and arguments; never given to a shell. */
  readonly command: readonly string[];
  /** Beside what says how the registries are reached. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it starts, and all that it may change; absolute. */
  readonly folder: string;
}

/** What {@link Sandbox.inspect} finds. */
export interface Inspection {
  readonly preset: Preset;
  readonly protections: readonly Protection[];
  /** Why a start would fail; absent where it wouldn't, as far as can be told without it. */
  readonly problem?: string;
}

export interface SpawnOptions {
  /** Ends a start that is under way, leaving nothing behind; the promise rejects with its reason. */
  readonly signal?: AbortSignal;
}

/**
 * Looks at the host, ends what an earlier, crashed owner of `baseDir` left behind, and returns a sandbox.
 * Throws `GW_SANDBOX_UNAVAILABLE` when a mechanism that is set to `true` does not work here.
 */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { env, logger = silentLogger, mechanisms, cwd = process.cwd() } = options;
  const resolved = { ...options, logger, cwd, baseDir: resolve(cwd, options.baseDir) };
  const host = await probeHost(env, mechanisms);
  const parents = 'layout' in host.cgroup ? host.cgroup.layout.parents : new Map<never, string>();
  const cgroups = [...new Set(parents.values())];
  const { baseDir } = resolved;
  let watchdog: Watchdog | undefined;
  try {
    const folder = await createOwnerFolder(baseDir, host.ownerId, { owner: await ownIdentity(), cgroups });
    watchdog = new Watchdog({ ...folder, cgroups, shell: host.shell.file }, logger);
    watchdog.start();
    if ('filter' in host.seccomp) await writeFile(filterFileIn(folder), host.seccomp.filter, { mode: 0o600 });
    for (const abandoned of await findAbandoned(baseDir)) {
      logger.warn({ folder: abandoned.folder }, 'ending what a gateway that crashed left behind');
      await endBelongings({ ...abandoned, shell: host.shell.file });
    }
    const sandbox = new Sandbox(resolved, host, folder, watchdog);
    logger.info(sandbox.capabilities, 'what this host gives the sandbox');
    return sandbox;
  } catch (error) {
    await removeFolder(locateOwnerFolder(baseDir, host.ownerId).folder).catch(() => {});
    await removeParents(parents);
    await watchdog?.stop({ nothingLeft: true });
    throw error;
  }
}

type ResolvedOptions = SandboxOptions & Required<Pick<SandboxOptions, 'cwd' | 'logger'>>;

/** Starts commands that aren't trusted and sees to it that nothing of them outlives it. */
export class Sandbox implements AsyncDisposable {
  readonly capabilities: Capabilities;
  readonly #cwd: string;
  readonly #env: Environment;
  readonly #host: Host;
  readonly #folder: OwnerFolder;
  readonly #watchdog: Watchdog;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #launcher: Launcher;
  readonly #packages: PackageCaches;
  readonly #processes = new Set<SandboxedProcess>();
  readonly #starting = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #stopping: Promise<void> | undefined;

  /** @internal Use {@link createSandbox}. */
  constructor(options: ResolvedOptions, host: Host, folder: OwnerFolder, watchdog: Watchdog) {
    const { dataDir, baseDir, env, logger, cwd, hidden = [] } = options;
    const capabilities = describeHost(host);
    this.capabilities = capabilities;
    this.#cwd = cwd;
    this.#env = env;
    this.#host = host;
    this.#folder = folder;
    this.#watchdog = watchdog;
    this.#heartbeat = keepAlive(folder);
    this.#launcher = new Launcher({
      ...{ host, capabilities, folder, env, logger },
      hidden: [baseDir, dataDir, ...hidden].map(path => resolve(cwd, path)),
      ...('filter' in host.seccomp && { filterFile: filterFileIn(folder) }),
    });
    // Every start that is under way listens; hundreds are no leak.
    setMaxListeners(0, this.#closing.signal);
    this.#packages = new PackageCaches({
      folder: join(resolve(cwd, dataDir), 'packages'),
      env,
      logger,
      run: (request, signal) => this.#launch(request, signal),
      closing: this.#closing.signal,
    });
  }

  /**
   * Starts a command below its limits. Resolves once it is started, not once it is ready; that its program exists
   * is known by then. The first start of an `npx` or `uvx` service installs its packages.
   * Throws `GW_SANDBOX_*`, or the signal's reason.
   */
  spawn(request: SandboxRequest, options: SpawnOptions = {}): Promise<SandboxedProcess> {
    return this.#track(options, async signal => {
      const resolved = await this.#resolve(request);
      const packages = await this.#packages.resolve(resolved, signal);
      return this.#launch({ ...resolved, ...packages }, signal);
    });
  }

  /**
   * Starts a client of a package registry: isolated as servers are by default, with the network, with room for what
   * it downloads, and with the gateway's own settings of registries, proxies and certificates.
   * Throws `GW_SANDBOX_*`, or the signal's reason.
   */
  spawnPackageClient(request: PackageClientRequest, options: SpawnOptions = {}): Promise<SandboxedProcess> {
    return this.#track(options, async signal => {
      checkRequest(request);
      const { folder, ...rest } = request;
      const env = { ...(await registryEnvironment(this.#env)), ...request.env };
      const policy = fillPolicy(defaultPolicy);
      return this.#launch({ ...rest, env, policy, workingDir: folder, writable: [folder] }, signal);
    });
  }

  /**
   * How a request's policy would hold here, field by field, and why it would not start, if so. Nothing of it is
   * started or installed.
   */
  async inspect(request: SandboxRequest, options: SpawnOptions = {}): Promise<Inspection> {
    const { preset, ...policy } = resolvePolicy(request.policy);
    const protections = protectionsOf({ preset, ...policy }, this.capabilities);
    try {
      await this.#track(options, async signal =>
        this.#launcher.rehearse(await this.#resolve(request), signal),
      );
      return { preset, protections };
    } catch (error) {
      if (!(error instanceof SandboxError)) throw error;
      return { preset, protections, problem: error.message };
    }
  }

  /** Installs the packages of an `npx` or `uvx` service ahead of its first start; nothing to do for others. */
  prepare(request: SandboxRequest, options: SpawnOptions = {}): Promise<void> {
    return this.#track(options, async signal => {
      await this.#packages.resolve(await this.#resolve(request), signal);
    });
  }

  /** Ends every process, side by side, and removes the sandbox's folders and cgroups. Idempotent. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #resolve(request: SandboxRequest): Promise<PackageRequest> {
    checkRequest(request);
    const policy = resolvePolicy(request.policy);
    // Where the host's files are seen, a mount would be made among them.
    if (request.mounts?.length && policy.preset !== 'strict')
      throw new SandboxError(
        'GW_SANDBOX_INVALID_REQUEST',
        `the mounts of ${request.name} need the preset strict`,
      );
    return { ...request, policy, workingDir: await resolveWorkingDir(policy.workingDir, this.#cwd) };
  }

  async #launch(request: LaunchRequest, signal: AbortSignal): Promise<SandboxedProcess> {
    const process = await this.#launcher.launch(request, signal);
    this.#processes.add(process);
    void process.gone.then(() => this.#processes.delete(process));
    if (!signal.aborted) return process;
    await process.kill('aborted');
    throw signal.reason;
  }

  /** Starts that are under way end with the sandbox, and it waits for them. */
  async #track<T>(options: SpawnOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = options.signal
      ? AbortSignal.any([this.#closing.signal, options.signal])
      : this.#closing.signal;
    signal.throwIfAborted();
    const started = work(signal);
    this.#starting.add(started);
    try {
      return await started;
    } finally {
      this.#starting.delete(started);
    }
  }

  async #stop(): Promise<void> {
    this.#closing.abort(new SandboxError('GW_SANDBOX_STOPPED', 'the sandbox is stopped'));
    await Promise.allSettled(this.#starting);
    await Promise.allSettled([...this.#processes].map(process => process.stop()));
    await this.#packages.settled();
    clearInterval(this.#heartbeat);
    const folderGone = await removeFolder(this.#folder.folder).then(
      () => true,
      () => false,
    );
    const { cgroup } = this.#host;
    const groupsGone = !('layout' in cgroup) || (await removeParents(cgroup.layout.parents));
    await this.#watchdog.stop({ nothingLeft: folderGone && groupsGone });
  }
}

const filterFileIn = ({ folder }: OwnerFolder) => join(folder, 'seccomp.bpf');

function checkRequest({ name, command, env = {} }: SandboxRequest): void {
  const problem = !command[0]
    ? 'is empty'
    : [...command, ...Object.entries(env).flat()].some(word => word.includes('\0'))
      ? 'or its environment has a NUL character'
      : undefined;
  if (problem) throw new SandboxError('GW_SANDBOX_INVALID_REQUEST', `the command of ${name} ${problem}`);
}
