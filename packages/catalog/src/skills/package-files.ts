import { invalid } from '../errors.ts';
import { pathKey, pathProblem, shownPath } from './package-path.ts';

/** A file of a skill's package. */
export interface PackageFile {
  /** Relative, with slashes. */
  readonly path: string;
  readonly content: Uint8Array;
  /** `0o755` for what can be run, `0o644` otherwise. */
  readonly mode: number;
}

/** What every reader of skills accepts. Source: MCP's skills extension, "Limits". */
export const packageLimits = { files: 512, bytes: 16 * 1024 * 1024 } as const;

/** Entries of an archive, those that are left out among them. */
const maxEntries = 2 * packageLimits.files;

/** What operating systems put into archives, and nobody means. */
const isLitter = (path: string) => /(?:^|\/)(?:__MACOSX\/|\.DS_Store$|Thumbs\.db$)/.test(path);

/** Takes the files of a package one after the other, and refuses what no package may hold before it is read. */
export class PackageFiles {
  readonly #pointer: string;
  readonly #files = new Map<string, PackageFile>();
  readonly #folders = new Set<string>();
  #entries = 0;
  #bytes = 0;

  /** @param pointer to what the files come from, for errors */
  constructor(pointer: string) {
    this.#pointer = pointer;
  }

  /**
   * Looks at an entry before its content is read. @returns whether the content is wanted
   *
   * @throws CatalogError `GW_INVALID`
   */
  admit(path: string, size: number): boolean {
    this.#entries += 1;
    if (this.#entries > maxEntries) throw this.refusal(`holds more than ${packageLimits.files} files`);
    const isFolder = path.endsWith('/');
    const problem = pathProblem(isFolder ? path.slice(0, -1) : path);
    if (problem) throw this.refusal(`holds ${shownPath(path)}, which ${problem}`);
    if (isFolder || isLitter(path)) return false;
    const key = pathKey(path);
    if (this.#files.has(key) || this.#folders.has(key)) throw this.refusal(`holds ${shownPath(path)} twice`);
    for (const folder of foldersOf(key)) {
      if (this.#files.has(folder)) throw this.refusal(`holds ${shownPath(path)} within a file`);
      this.#folders.add(folder);
    }
    if (this.#files.size >= packageLimits.files) {
      throw this.refusal(`holds more than ${packageLimits.files} files`);
    }
    // What it says of its size counts first, and then what it has.
    if (this.#bytes + size > packageLimits.bytes) throw this.tooLarge();
    return true;
  }

  /** Adds an entry that was admitted. */
  add({ path, content, mode }: PackageFile): void {
    this.#bytes += content.length;
    if (this.#bytes > packageLimits.bytes) throw this.tooLarge();
    this.#files.set(pathKey(path), { path, content, mode: mode & 0o111 ? 0o755 : 0o644 });
  }

  /** By path. */
  all(): PackageFile[] {
    return [...this.#files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }

  tooLarge() {
    return this.refusal(`holds more than ${packageLimits.bytes / 1024 / 1024} MiB`);
  }

  refusal(message: string) {
    return invalid(this.#pointer, message);
  }
}

function foldersOf(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, at) => segments.slice(0, at + 1).join('/'));
}
