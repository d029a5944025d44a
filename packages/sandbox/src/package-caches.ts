import { createHash } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { searchPath } from './environment.ts';
import { parsePackageCommand } from './package-command.ts';
import { absolute, type InstallableCommand } from './package-fill.ts';
import {
  type InstallationOptions,
  type Installed,
  install,
  isComplete,
  type PackageRequest,
} from './package-installation.ts';
import { findLocalProgram } from './package-local.ts';
import { npmNetworkLines } from './package-network.ts';

/** What really runs, once a package runner's packages are there. */
export interface PackageRun {
  readonly command: readonly string[];
  /** Folders that the process sees and must not change. */
  readonly readOnly?: readonly string[];
  /** Folders that it may change. */
  readonly writable?: readonly string[];
  /** Files to put into the process's home, by name. */
  readonly homeFiles?: Readonly<Record<string, string>>;
}

export interface PackageCachesOptions extends InstallationOptions {
  /** Has a folder for each service. */
  readonly folder: string;
}

/**
 * Packages of `npx` and `uvx` services. Each service's are installed once, before its first start, by the runner
 * that its command names; sessions then run the installed program itself: nothing to download, to write or to
 * look up, and no runner's processes beside the server.
 */
export class PackageCaches {
  readonly #options: PackageCachesOptions;
  readonly #installations = new Map<string, Promise<Installed>>();

  constructor(options: PackageCachesOptions) {
    this.#options = options;
  }

  /** Installs what has to be installed; an aborted caller leaves that to go on for the next one. */
  async resolve(request: PackageRequest, signal: AbortSignal): Promise<PackageRun> {
    const { command, name, policy, workingDir } = request;
    const parsed = parsePackageCommand(command);
    if (!parsed || policy.preset === 'none') return { command };
    const service = join(this.#options.folder, folderNameOf(name));
    if (parsed.runner === 'other') return this.#asWritten(command, service);
    const path = searchPath(this.#options.env);
    const local = parsed.runner === 'npm' ? await findLocalProgram(parsed, workingDir, path) : undefined;
    if (local) return { command: [local, ...parsed.args] };
    const folder = join(service, await keyOf(parsed, workingDir));
    const installed = await abortable(this.#installOnce(parsed, request, folder), signal);
    if (!installed.program) return this.#asWritten(command, service);
    const readOnly = join(folder, installed.folder);
    return { command: [join(readOnly, installed.program), ...parsed.args], readOnly: [readOnly] };
  }

  /** Resolves when no installation is under way any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#installations.values());
  }

  /** Starts at the same time share one installation; one that failed, or was deleted since, is done again. */
  async #installOnce(
    command: InstallableCommand,
    request: PackageRequest,
    folder: string,
  ): Promise<Installed> {
    const earlier = this.#installations.get(folder);
    const found = await earlier;
    if (found && (await isComplete(folder, found))) return found;
    const since = this.#installations.get(folder);
    if (since && since !== earlier) return since;
    const installing = install(command, request, folder, this.#options);
    this.#installations.set(folder, installing);
    installing.catch(() => this.#installations.delete(folder));
    return installing;
  }

  /** A way of use that isn't understood: runs as written, with a cache that its sessions share and write. */
  async #asWritten(command: readonly string[], service: string): Promise<PackageRun> {
    const cache = join(service, 'shared');
    await mkdir(cache, { recursive: true });
    const npmrc = [
      `cache=${join(cache, 'npm')}`,
      'prefer-offline=true',
      'update-notifier=false',
      'audit=false',
      'fund=false',
      'logs-max=0',
      ...(await npmNetworkLines(this.#options.env)),
    ];
    const uv = `cache-dir = ${JSON.stringify(join(cache, 'uv'))}\n`;
    return {
      command,
      writable: [cache],
      homeFiles: { '.npmrc': `${npmrc.join('\n')}\n`, '.config/uv/uv.toml': uv },
    };
  }
}

/** A service's name as one folder's name. */
function folderNameOf(name: string): string {
  return encodeURIComponent(name).replace(/^\.+/, dots => '%2E'.repeat(dots.length));
}

/** What makes another installation needed: other words, or another file behind them. */
async function keyOf(command: InstallableCommand, workingDir: string): Promise<string> {
  const words = command.runner === 'npm' ? command.packages : [command.from, ...command.options];
  const specs = words.map(word => absolute(word, workingDir));
  const files = await Promise.all(specs.map(spec => stat(spec.replace(/^file:/, '')).catch(() => undefined)));
  const changes = files.map(file => (file?.isFile() ? [file.mtimeMs, file.size] : null));
  const facts = [command.runner, command.program, specs, command.bin ?? null, changes, process.arch];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  promise.catch(() => {});
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
}
