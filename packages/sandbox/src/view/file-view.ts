import { dirname, join, resolve } from 'node:path';
import { SandboxError } from '../errors.ts';
import { hidesFiles, type ResolvedPolicy } from '../policy.ts';
import { type HostFolders, isSystemFolder, systemBasics } from './host-folders.ts';
import { leaveOut } from './leave-out.ts';
import { pathsIn } from './named-paths.ts';
import { packageFolders } from './package-root.ts';
import type { Ground, Mount, Place } from './place.ts';
import { isWithin, PlaceMap } from './place-map.ts';
import { installation, programNeeds } from './program-needs.ts';
import { type RealPath, realPathOf } from './real-path.ts';
import { findPath, type RememberedPaths } from './remembered-paths.ts';
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
  readonly remembered: RememberedPaths;
}

/** What a process sees of the host's files, found out anew at each start: the host's files change. */
export async function planFileView(request: FileViewRequest, options: FileViewOptions): Promise<FileView> {
  return new Planner(request, options).plan();
}

class Planner {
  readonly #request: FileViewRequest;
  readonly #options: FileViewOptions;
  readonly #places: PlaceMap;
  /** Tell what the process, or an earlier one, may have changed: nothing there says what else to show. */
  #changeable: readonly ((path: string) => boolean)[] = [];
  /** Files that must not come back under another file's name. */
  readonly #leftOut = new Set<string>();

  constructor(request: FileViewRequest, options: FileViewOptions) {
    this.#request = request;
    this.#options = options;
    this.#places = new PlaceMap(groundOf(request.policy));
  }

  /** Later steps win at the same path; at different paths the deeper one does, whichever came first. */
  async plan(): Promise<FileView> {
    const { policy, readOnly, writable, mounts, home, workingDir } = this.#request;
    const places = this.#places;
    this.#changeable = await this.#findChangeable();
    if (hidesFiles(policy)) {
      await this.#hideHost();
      await this.#showAll(await this.#needs());
      await this.#showAll(await this.#named());
    }
    await this.#showAll(readOnly);
    await this.#showResolvConf();
    for (const path of writable) await this.#show('writable', path);
    for (const path of policy.allowRead) await this.#allow('allow_read', 'shown', path);
    for (const path of policy.allowWrite) await this.#allow('allow_write', 'writable', path);
    await this.#hideFiles(policy.hide);
    for (const { from, to } of mounts) places.set({ kind: 'writable', path: to, from });
    const others = places.seenPaths().filter(path => !this.#isWithinOwn(path));
    for (const file of this.#leftOut) await leaveOut(file, places, others);
    // Made by bubblewrap unasked, what leads to a closed folder would be closed to other users, too.
    places.set({ kind: 'folder', path: dirname(home) });
    places.set({ kind: 'writable', path: home });
    // The command starts there, even where nothing of it is seen, and where it is a home.
    const isAbsent =
      places.get(workingDir)?.kind === 'hidden' && places.groundIn(dirname(workingDir)) === 'hidden';
    if (isAbsent) places.set({ kind: 'folder', path: workingDir });
    else places.add({ kind: 'folder', path: workingDir });
    return { ground: places.ground, places: places.arranged() };
  }

  async #hideHost(): Promise<void> {
    const { host, own, remembered } = this.#options;
    const { policy, temporary } = this.#request;
    const basics = policy.preset === 'strict' ? systemBasics : host.needed;
    // Through their sockets the host's resolvers would look up names for a process that has no network.
    const shown = policy.network === 'host' ? basics : basics.filter(path => !path.startsWith('/run/'));
    const find = (paths: readonly string[]) => Promise.all(paths.map(path => remembered.find(path)));
    for (const found of await find([...host.homes, ...host.closed])) if (found) this.#hide(found);
    await this.#hideFiles(own);
    for (const found of await find(host.temporary))
      if (found) this.#places.set({ kind: 'writable', path: found.real, from: temporary });
    for (const found of await find(shown)) if (found) this.#place('shown', found);
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
      // Without the whole package around it, a script's neighbours are what it may import.
      const isPackaged = packages.some(folder => isWithin(file, folder));
      if (scripts.includes(file) && !isPackaged) needs.push(dirname(file));
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
    const folders = pathsIn(path).filter(folder => !this.#places.isSeen(folder));
    const installations = await Promise.all(folders.map(folder => installation(join(folder, 'program'))));
    return [
      ...named.filter(each => !this.#isPlaceholder(each)),
      ...around.flat(),
      ...[workingDir, ...folders, ...installations.flat()].filter(each => this.#isOpenable(each)),
    ];
  }

  /** Nothing where all of the host around is seen anyway. */
  async #packageFolders(path: string): Promise<string[]> {
    if (this.#places.isSeen(path)) return [];
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
    if (found && from !== undefined) this.#places.set({ kind: 'shown', path: found.real, from });
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
    for (const link of links) this.#places.add(link);
    this.#places.set({ kind, path: real });
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
    return this.#changeable.some(isIn => isIn(path));
  }

  async #findChangeable(): Promise<((path: string) => boolean)[]> {
    const { policy, writable, workingDir } = this.#request;
    const find = async (paths: readonly string[]) => {
      const found = await Promise.all(paths.map(path => realPathOf(resolve(workingDir, path))));
      return found.flatMap(each => (each ? [each.real] : []));
    };
    const [allowed, given] = await Promise.all([find(policy.allowWrite), find(writable)]);
    return [
      path => given.some(folder => isWithin(path, folder)),
      // The gateway's own folders are hidden, in whatever allowed folder they lie.
      path => allowed.some(folder => isWithin(path, folder)) && !this.#isWithinOwn(path),
    ];
  }

  #hide({ real, isFolder }: { readonly real: string; readonly isFolder: boolean }): void {
    this.#places.set({ kind: isFolder ? 'hidden' : 'masked', path: real });
  }

  /** Hidden for good: what takes the place of a file, or of a link to it, stays hidden, too. */
  async #hideFiles(paths: readonly string[]): Promise<void> {
    const absolute = paths.map(path => resolve(this.#request.workingDir, path));
    const found = await Promise.all(absolute.map(findPath));
    for (const [index, each] of found.entries()) {
      if (!each) continue;
      this.#hide(each);
      for (const { path } of each.links) if (path === absolute[index]) this.#leftOut.add(path);
      this.#leftOut.add(each.real);
    }
  }

  #isWithinOwn(path: string): boolean {
    return this.#options.own.some(folder => isWithin(path, folder));
  }
}

function groundOf({ preset }: ResolvedPolicy): Ground {
  if (preset === 'strict') return 'hidden';
  return preset === 'high' ? 'shown' : 'writable';
}
