import { WorkspaceError } from './errors.ts';
import { FolderHandle } from './folder-handle.ts';

/** Where commands see the files of a workspace. */
export const workspacePath = '/workspace';

/** As many links as the kernel follows, and more folders than anybody nests. */
const mostLinks = 40;
const mostParts = 256;

/** What a path of a workspace leads to: an entry of a folder in it, or the workspace itself. */
export interface Place extends AsyncDisposable {
  readonly folder: FolderHandle;
  /** Absent: the folder itself is meant. */
  readonly name: string | undefined;
}

export interface WalkOptions {
  /** Whether a link at the end is followed, too. */
  readonly follow?: boolean;
  /** Whether folders that are missing on the way are made. */
  readonly make?: boolean;
}

/**
 * Walks a path as the kernel would with the workspace as its root: one folder at a time, each opened from the one
 * before, links read and walked the same way. No moment is left in which a link that is put somewhere could lead out.
 * Throws `GW_WORKSPACE_PATH` for what leads outside.
 */
export async function walk(root: string, path: string, options: WalkOptions = {}): Promise<Place> {
  const parts = partsOf(path);
  if (!parts) throw outside(path);
  const walker = new Walker(await FolderHandle.open(root), { path, parts, options });
  try {
    return await walker.walk();
  } catch (error) {
    await walker.close();
    throw error;
  }
}

class Walker {
  readonly #path: string;
  readonly #options: WalkOptions;
  readonly #folders: FolderHandle[];
  readonly #parts: string[];
  #links = 0;

  constructor(
    root: FolderHandle,
    { path, parts, options }: { path: string; parts: readonly string[]; options: WalkOptions },
  ) {
    this.#path = path;
    this.#options = options;
    this.#folders = [root];
    this.#parts = [...parts];
  }

  async walk(): Promise<Place> {
    for (let part = this.#parts.shift(); part !== undefined; part = this.#parts.shift()) {
      if (part === '..') await this.#up();
      else if (this.#parts.length > 0) await this.#down(part);
      else if (!(this.#options.follow && (await this.#follow(part)))) return this.#place(part);
    }
    return this.#place(undefined);
  }

  async close(): Promise<void> {
    for (const folder of this.#folders.splice(0)) await folder[Symbol.asyncDispose]();
  }

  #place(name: string | undefined): Place {
    return { folder: this.#here, name, [Symbol.asyncDispose]: () => this.close() };
  }

  get #here(): FolderHandle {
    const here = this.#folders.at(-1);
    if (!here) throw this.#outside();
    return here;
  }

  async #up(): Promise<void> {
    if (this.#folders.length < 2) throw this.#outside();
    await this.#folders.pop()?.[Symbol.asyncDispose]();
  }

  async #down(name: string): Promise<void> {
    if (this.#folders.length > mostParts) throw this.#outside('is nested too deeply');
    try {
      this.#folders.push(await this.#here.folder(name));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' && this.#options.make) await this.#make(name);
      else if (code !== 'ENOTDIR' || !(await this.#follow(name))) throw error;
    }
  }

  async #make(name: string): Promise<void> {
    const { uid, gid } = await this.#here.ownStat();
    await this.#here.makeFolder(name).catch(error => {
      // Somebody else just made it.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    const made = await this.#here.folder(name);
    this.#folders.push(made);
    await made.own(uid, gid).catch(() => {});
  }

  /** Says whether it was a link; then what it leads to is next. */
  async #follow(name: string): Promise<boolean> {
    const target = await this.#here.link(name).catch(() => undefined);
    if (target === undefined) return false;
    if (++this.#links > mostLinks) throw this.#outside('goes through too many links');
    if (target.startsWith('/')) while (this.#folders.length > 1) await this.#up();
    const parts = partsOf(target);
    if (!parts) throw this.#outside();
    this.#parts.unshift(...parts);
    return true;
  }

  #outside(why?: string): WorkspaceError {
    return outside(this.#path, why);
  }
}

function outside(path: string, why = 'leads out of the workspace'): WorkspaceError {
  return new WorkspaceError('GW_WORKSPACE_PATH', `${path} ${why}`);
}

/** The steps from the workspace's root, or from where the path begins; `undefined` for what begins elsewhere. */
function partsOf(path: string): string[] | undefined {
  if (path.includes('\0')) return undefined;
  const inside = path === workspacePath || path.startsWith(`${workspacePath}/`);
  if (path.startsWith('/') && !inside) return undefined;
  return (inside ? path.slice(workspacePath.length) : path)
    .split('/')
    .filter(part => part !== '' && part !== '.');
}
