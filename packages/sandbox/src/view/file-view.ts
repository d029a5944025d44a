import { readdir, readlink, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SandboxError } from '../errors.ts';
import { hidesFiles, type ResolvedPolicy } from '../policy.ts';
import { type HostFolders, isSystemFolder, systemBasics } from './host-folders.ts';
import { pathsIn } from './named-paths.ts';
import { packageFolders } from './package-root.ts';
import { arrange, type Ground, groundAt, type Mount, type Place } from './place.ts';
import { installation, programNeeds } from './program-needs.ts';
import { type RealPath, realPathOf } from './real-path.ts';
import { scriptsAmong } from './script-words.ts';

export interface FileViewRequest {
  readonly policy: ResolvedPolicy;
  /** Program, by its absolute path, and arguments. */
  readonly command: readonly string[];
  /** The service's own variables. */
  readonly serviceEnv: Readonly<Record<string, string>>;
  /** The `PATH` of the process. */
  readonly path: string;
  readonly workingDir: string;
  /** Its own folders. */
  readonly home: string;
  readonly temporary: string;
  /** Folders that it sees but can't change. */
  readonly readOnly: readonly string[];
  /** Folders that it may change. */
  readonly writable: readonly string[];
  /** Folders that it may change, at other paths than the host's. */
  readonly mounts: readonly Mount[];
  /** What stands in for the host's `/etc/resolv.conf`. */
  readonly resolvConf?: string;
  /** Programs that stand between the view and the command. */
  readonly launchers: readonly string[];
}

export interface FileView {
  readonly ground: Ground;
  readonly places: readonly Place[];
}

export interface FileViewOptions {
  readonly host: HostFolders;
  /** What belongs to the gateway: its configuration, keys, data and the folders of its processes. */
  readonly own: readonly string[];
}

/** A folder with more entries than this is not taken apart to leave out one of them. */
const mostSiblings = 200;

/** What a process sees of the host's files, found out anew at each start: the host's files change. */
export async function planFileView(request: FileViewRequest, options: FileViewOptions): Promise<FileView> {
  return new Planner(request, options).plan();
}

class Planner {
  readonly #request: FileViewRequest;
  readonly #options: FileViewOptions;
  readonly #ground: Ground;
  readonly #places = new Map<string, Place>();
  /** Folders that the process, or an earlier one, may have changed: nothing in them tells what else to show. */
  #changeable: readonly string[] = [];
  /** Files that must not come back under another file's name. */
  readonly #leftOut = new Set<string>();

  constructor(request: FileViewRequest, options: FileViewOptions) {
    this.#request = request;
    this.#options = options;
    this.#ground = groundOf(request.policy);
  }

  /** Later steps win at the same path; at different paths the deeper one does, whichever came first. */
  async plan(): Promise<FileView> {
    const { policy, readOnly, writable, mounts, home, workingDir } = this.#request;
    this.#changeable = await this.#findChangeable();
    if (hidesFiles(policy)) {
      const { homes, temporary, closed, needed } = this.#options.host;
      await this.#hideAll([...homes, ...closed]);
      for (const path of await this.#hideAll(this.#options.own)) this.#leftOut.add(path);
      await Promise.all(temporary.map(path => this.#replace(path)));
      const basics = policy.preset === 'strict' ? systemBasics : needed;
      // Through their sockets the host's resolvers would look up names for a process that has no network.
      await this.#showAll(
        policy.network === 'host' ? basics : basics.filter(path => !path.startsWith('/run/')),
      );
      await this.#showAll(await this.#needs());
      await this.#showAll(await this.#named());
    }
    await this.#showAll(readOnly);
    await this.#showResolvConf();
    for (const path of writable) await this.#show('writable', path);
    for (const path of policy.allowRead) await this.#allow('allow_read', 'shown', path);
    for (const path of policy.allowWrite) await this.#allow('allow_write', 'writable', path);
    for (const path of await this.#hideAll(policy.hide)) this.#leftOut.add(path);
    for (const { from, to } of mounts) this.#places.set(to, { kind: 'writable', path: to, from });
    // Made by bubblewrap unasked, what leads to a closed folder would be closed to other users, too.
    this.#places.set(dirname(home), { kind: 'folder', path: dirname(home) });
    this.#places.set(home, { kind: 'writable', path: home });
    for (const path of this.#leftOut) await this.#leaveOut(path);
    // The command starts there, even where nothing of it is seen.
    if (!this.#places.has(workingDir)) this.#places.set(workingDir, { kind: 'folder', path: workingDir });
    return { ground: this.#ground, places: arrange(this.#ground, this.#places) };
  }

  /** What the command needs in order to run: program, interpreter, and the script with its package. */
  async #needs(): Promise<string[]> {
    const { command, path, workingDir, launchers, policy } = this.#request;
    const [program = ''] = command;
    const locate = (file: string) => this.#locate(file);
    const needs = [...launchers, ...(await programNeeds(program, { path, locate }))];
    const scripts = await scriptsAmong(command, workingDir);
    const located = await Promise.all([program, ...scripts].map(locate));
    for (const file of new Set([program, ...scripts, ...located.filter(each => each !== undefined)])) {
      const packages = await this.#packageFolders(file);
      needs.push(file, ...packages);
      // Without a package around it, a script's neighbours are what it may import.
      if (scripts.includes(file) && packages.length === 0) needs.push(dirname(file));
    }
    const isNamed = policy.workingDir !== undefined;
    if (isNamed) needs.push(workingDir, ...(await this.#packageFolders(workingDir)));
    return needs.filter(need => (isNamed && need === workingDir) || this.#isOpenable(need));
  }

  /** What else the service names by absolute path; `strict` shows only what its policy names. */
  async #named(): Promise<string[]> {
    const { policy, command, serviceEnv, path, workingDir } = this.#request;
    if (policy.preset === 'strict') return [];
    const named = [...command.slice(1), ...Object.values(serviceEnv)].flatMap(pathsIn);
    const around = await Promise.all(named.map(each => this.#packageFolders(each)));
    const installations = await Promise.all(
      pathsIn(path).map(folder => installation(join(folder, 'program'))),
    );
    return [
      ...named.filter(each => !this.#isPlaceholder(each)),
      ...around.flat(),
      ...[workingDir, ...pathsIn(path), ...installations.flat()].filter(each => this.#isOpenable(each)),
    ];
  }

  #packageFolders(path: string): Promise<string[]> {
    return packageFolders(path, folder => this.#isOpenable(folder));
  }

  /** Whether a folder that nobody named itself may be shown as a whole. */
  #isOpenable(path: string): boolean {
    const { homes } = this.#options.host;
    if (this.#isPlaceholder(path) || homes.includes(path) || dirname(path) === '/home') return false;
    return !isSystemFolder(path);
  }

  /** A folder of the host's that a process never gets: its own stands in for it, or nothing does. */
  #isPlaceholder(path: string): boolean {
    const { temporary, closed } = this.#options.host;
    return [...temporary, ...closed, ...this.#options.own].includes(path);
  }

  /** Looks side by side, but in their order is what counts. */
  async #showAll(paths: readonly string[]): Promise<void> {
    const found = await Promise.all([...new Set(paths)].map(realPathOf));
    // What may be changed is seen already; showing something of it would take that away.
    for (const each of found) if (each && !this.#isChangeable(each.real)) this.#place('shown', each);
  }

  /** Only where there is one: a folder that is read-only takes no new file. */
  async #showResolvConf(): Promise<void> {
    const from = this.#request.resolvConf;
    const found = from === undefined ? undefined : await realPathOf('/etc/resolv.conf');
    if (found && from !== undefined) this.#places.set(found.real, { kind: 'shown', path: found.real, from });
  }

  async #allow(field: string, kind: 'shown' | 'writable', path: string): Promise<void> {
    const found = await this.#show(kind, resolve(this.#request.workingDir, path));
    if (!found)
      throw new SandboxError('GW_SANDBOX_INVALID_REQUEST', `${field} names ${path}, which does not exist`);
  }

  async #show(kind: 'shown' | 'writable', path: string): Promise<boolean> {
    const found = await realPathOf(path);
    if (found) this.#place(kind, found);
    return found !== undefined;
  }

  #place(kind: 'shown' | 'writable', { real, links }: RealPath): void {
    // The whole host is never shown, nor what a server has laid a link to.
    if (real === '/' || this.#isLaid(links)) return;
    for (const link of links) if (!this.#places.has(link.path)) this.#places.set(link.path, link);
    this.#places.set(real, { kind, path: real });
  }

  /** Where a file really is; nothing where a server may have laid the way to it. */
  async #locate(path: string): Promise<string | undefined> {
    const found = await realPathOf(path);
    return found && !this.#isLaid(found.links) ? found.real : undefined;
  }

  #isLaid(links: RealPath['links']): boolean {
    return links.some(({ path }) => this.#isChangeable(path));
  }

  #isChangeable(path: string): boolean {
    return this.#changeable.some(folder => isWithin(path, folder));
  }

  async #findChangeable(): Promise<string[]> {
    const { policy, writable, workingDir } = this.#request;
    const folders = [...policy.allowWrite, ...writable].map(path => resolve(workingDir, path));
    const found = await Promise.all(folders.map(realPathOf));
    return found.flatMap(each => (each ? [each.real] : []));
  }

  /** Returns where they really are. */
  async #hideAll(paths: readonly string[]): Promise<string[]> {
    const found = await Promise.all(
      paths.map(async path => {
        const file = resolve(this.#request.workingDir, path);
        const real = (await realPathOf(file))?.real ?? file;
        return { path: real, facts: await stat(real).catch(() => undefined) };
      }),
    );
    for (const { path, facts } of found)
      if (facts) this.#places.set(path, { kind: facts.isDirectory() ? 'hidden' : 'masked', path });
    return found.map(({ path }) => path);
  }

  async #replace(path: string): Promise<void> {
    const real = (await realPathOf(path))?.real ?? path;
    this.#places.set(real, { kind: 'writable', path: real, from: this.#request.temporary });
  }

  /**
   * A file that is only covered comes to light when the host puts another one in its place, as editors do. So its
   * folder is made up of everything else that is in it.
   */
  async #leaveOut(file: string): Promise<void> {
    const folder = dirname(file);
    if (this.#places.get(file)?.kind !== 'masked' || this.#groundOf(folder) !== 'shown') return;
    if (isSystemFolder(folder)) return;
    const others = [...this.#places.values()].filter(
      ({ kind, path }) => (kind === 'shown' || kind === 'writable') && !this.#isWithinOwn(path),
    );
    // Nothing that the command needs is there, so all of it may be the gateway's: keys, an environment file.
    if (!others.some(({ path }) => isWithin(path, folder) || isWithin(folder, path)))
      return void this.#places.set(folder, { kind: 'hidden', path: folder });
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    if (entries.length > mostSiblings) return;
    this.#places.set(folder, { kind: 'hidden', path: folder });
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (this.#places.has(path)) continue;
      const to = entry.isSymbolicLink() ? await readlink(path).catch(() => undefined) : undefined;
      if (to !== undefined) this.#places.set(path, { kind: 'link', path, to });
      else if (entry.isFile() || entry.isDirectory()) this.#places.set(path, { kind: 'shown', path });
    }
  }

  #isWithinOwn(path: string): boolean {
    return this.#options.own.some(folder => isWithin(path, folder));
  }

  #groundOf(folder: string): Ground {
    return groundAt(join(folder, 'entry'), this.#ground, this.#places);
  }
}

function groundOf({ preset }: ResolvedPolicy): Ground {
  if (preset === 'strict') return 'hidden';
  return preset === 'high' ? 'shown' : 'writable';
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
