import { randomUUID } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { WorkspaceError } from './errors.ts';
import { type Place, type WalkOptions, walk, workspacePath } from './path-walk.ts';
import { removeTree } from './remove-tree.ts';

export interface FileEntry {
  /** From the workspace's root, as in `/workspace/src/main.py`. */
  readonly path: string;
  /** `other`: pipes, sockets and devices, which can only be deleted. */
  readonly type: 'file' | 'folder' | 'link' | 'other';
  /** In bytes. */
  readonly size: number;
  /** Epoch, in milliseconds. */
  readonly modifiedAt: number;
  /** Whether its owner may run it. */
  readonly executable: boolean;
}

export type FileContent = string | Uint8Array | Readable | AsyncIterable<Uint8Array>;

export interface WorkspaceFilesOptions {
  /** The folder of the host that holds the files. */
  readonly folder: string;
  /** Called by each operation; what it returns is disposed of at its end. */
  readonly enter: () => Disposable;
  /** Bytes that may be added; asked before something is written. */
  readonly room: () => Promise<number>;
}

/** Entries of one listing. */
const mostEntries = 10_000;
const defaultReadBytes = 64 * 1024 * 1024;

/**
 * The files of a workspace, from outside. Paths are relative to `/workspace`, or begin with it. What commands do at
 * the same time, links and moves above all, never leads out of the workspace.
 */
export class WorkspaceFiles {
  readonly #options: WorkspaceFilesOptions;

  constructor(options: WorkspaceFilesOptions) {
    this.#options = options;
  }

  /** Throws `GW_WORKSPACE_FILE_TOO_LARGE` beyond `maxBytes`, by default 64 MiB. */
  async read(path: string, { maxBytes = defaultReadBytes }: { maxBytes?: number } = {}): Promise<Buffer> {
    using _use = this.#options.enter();
    const file = await this.#open(path);
    try {
      const { size } = await file.stat();
      const chunks: Buffer[] = [];
      let total = 0;
      for await (const chunk of file.createReadStream({ autoClose: false })) {
        total += chunk.length;
        if (total > maxBytes || size > maxBytes) throw tooLarge(path, maxBytes);
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      await file.close();
    }
  }

  /** A stream of the file's bytes, up to the size that it has now. */
  async readStream(path: string): Promise<{ readonly size: number; readonly stream: Readable }> {
    using _use = this.#options.enter();
    const file = await this.#open(path);
    const { size } = await file.stat();
    if (size > 0) return { size, stream: file.createReadStream({ end: size - 1 }) };
    return { size, stream: file.createReadStream() };
  }

  /**
   * Writes a file whole: whoever reads it sees the old one or the new one, and after a failure the old one. Folders
   * on the way are made. A link at that path is replaced. Throws `GW_WORKSPACE_DISK_FULL` beyond the quota.
   */
  async write(path: string, content: FileContent, { executable = false } = {}): Promise<void> {
    using _use = this.#options.enter();
    await using place = await this.#walk(path, { make: true });
    const { folder } = place;
    const name = entryOf(place, path);
    const facts = await folder.stat(name).catch(() => undefined);
    if (facts?.isDirectory()) throw conflict(`${path} is a folder`);
    const unfinished = `.${randomUUID()}.tmp`;
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
    const file = await folder.file(unfinished, flags, executable ? 0o755 : 0o644).catch(translate(path));
    try {
      const { uid, gid } = await folder.ownStat();
      await file.chown(uid, gid).catch(() => {});
      await this.#fill(file, content, path);
      await file.close();
      await folder.move(unfinished, folder, name);
    } catch (error) {
      await file.close().catch(() => {});
      await folder.removeFile(unfinished).catch(() => {});
      return translate(path)(error);
    }
  }

  /** What is in a folder, by name; `truncated` beyond 10,000 entries. */
  async list(path = workspacePath): Promise<{ readonly entries: FileEntry[]; readonly truncated: boolean }> {
    using _use = this.#options.enter();
    await using place = await this.#walk(path, { follow: true });
    const { name, folder: parent } = place;
    await using child = name === undefined ? undefined : await parent.folder(name).catch(translate(path));
    const folder = child ?? parent;
    const names = (await folder.names()).sort();
    const base = absolute(path);
    const entries: FileEntry[] = [];
    for (const name of names.slice(0, mostEntries)) {
      const facts = await folder.stat(name).catch(() => undefined);
      if (facts) entries.push(entry(`${base}/${name}`, facts));
    }
    return { entries, truncated: names.length > mostEntries };
  }

  /** Tells of a link itself, not of what it leads to. */
  async stat(path: string): Promise<FileEntry> {
    using _use = this.#options.enter();
    await using place = await this.#walk(path);
    const facts = await (place.name === undefined
      ? place.folder.ownStat()
      : place.folder.stat(place.name).catch(translate(path)));
    return entry(absolute(path), facts);
  }

  /** Makes a folder and those above it. A folder that is there already is no error. */
  async makeFolder(path: string): Promise<void> {
    using _use = this.#options.enter();
    await using place = await this.#walk(path, { make: true });
    if (place.name === undefined) return;
    const { uid, gid } = await place.folder.ownStat();
    try {
      await place.folder.makeFolder(place.name);
      await using made = await place.folder.folder(place.name);
      await made.own(uid, gid).catch(() => {});
    } catch (error) {
      const facts = await place.folder.stat(place.name).catch(() => undefined);
      if (!facts?.isDirectory()) translate(path)(error);
    }
  }

  /** Deletes a file, a link, or an empty folder; with `recursive` a folder and all that is in it. */
  async delete(path: string, { recursive = false } = {}): Promise<void> {
    using _use = this.#options.enter();
    await using place = await this.#walk(path);
    const name = entryOf(place, path);
    const facts = await place.folder.stat(name).catch(translate(path));
    try {
      if (!facts.isDirectory()) await place.folder.removeFile(name);
      else if (recursive) await removeTree(place.folder, name);
      else await place.folder.removeFolder(name);
    } catch (error) {
      translate(path)(error);
    }
  }

  /** Moves or renames. A file that is at the new path is replaced; folders on the way to it are made. */
  async move(from: string, to: string): Promise<void> {
    using _use = this.#options.enter();
    await using source = await this.#walk(from);
    await using target = await this.#walk(to, { make: true });
    const name = entryOf(source, from);
    await source.folder.stat(name).catch(translate(from));
    await source.folder.move(name, target.folder, entryOf(target, to)).catch(translate(to));
  }

  #walk(path: string, options?: WalkOptions): Promise<Place> {
    return walk(this.#options.folder, path, options).catch(translate(path));
  }

  async #open(path: string): Promise<FileHandle> {
    await using place = await this.#walk(path, { follow: true });
    const name = entryOf(place, path);
    const file = await place.folder.file(name, constants.O_RDONLY).catch(translate(path));
    if ((await file.stat()).isFile()) return file;
    await file.close();
    throw conflict(`${path} is not a file`);
  }

  async #fill(file: FileHandle, content: FileContent, path: string): Promise<void> {
    let room = await this.#options.room();
    for await (const chunk of chunksOf(content)) {
      room -= chunk.length;
      if (room < 0)
        throw new WorkspaceError(
          'GW_WORKSPACE_DISK_FULL',
          `${path} does not fit in the workspace's disk quota`,
        );
      await file.writeFile(chunk);
    }
  }
}

function chunksOf(content: FileContent): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (typeof content === 'string') return [Buffer.from(content)];
  return content instanceof Uint8Array ? [content] : (content as AsyncIterable<Uint8Array>);
}

function entry(path: string, facts: Stats): FileEntry {
  const type = facts.isFile()
    ? 'file'
    : facts.isDirectory()
      ? 'folder'
      : facts.isSymbolicLink()
        ? 'link'
        : 'other';
  const executable = type === 'file' && (facts.mode & 0o100) !== 0;
  return { path, type, size: facts.size, modifiedAt: facts.mtimeMs, executable };
}

function entryOf({ name }: Place, path: string): string {
  if (name === undefined) throw conflict(`${path} is the workspace itself`);
  return name;
}

function absolute(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.');
  if (path.startsWith(workspacePath)) parts.shift();
  return [workspacePath, ...parts].join('/');
}

function conflict(message: string): WorkspaceError {
  return new WorkspaceError('GW_WORKSPACE_FILE_CONFLICT', message);
}

function tooLarge(path: string, maxBytes: number): WorkspaceError {
  return new WorkspaceError('GW_WORKSPACE_FILE_TOO_LARGE', `${path} is larger than ${maxBytes} bytes`);
}

/** What the kernel said, for callers; anything unforeseen stays what it is. */
function translate(path: string): (error: unknown) => never {
  return error => {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'ENOENT')
      throw new WorkspaceError('GW_WORKSPACE_FILE_NOT_FOUND', `${path} does not exist`, { cause: error });
    if (code === 'ENOSPC' || code === 'EDQUOT')
      throw new WorkspaceError('GW_WORKSPACE_DISK_FULL', `there is no room for ${path}`, { cause: error });
    const said = sayings[code];
    if (said !== undefined)
      throw new WorkspaceError('GW_WORKSPACE_FILE_CONFLICT', `${path} ${said}`, { cause: error });
    throw error;
  };
}

const sayings: Readonly<Record<string, string>> = {
  ENOTDIR: 'goes through something that is not a folder',
  EISDIR: 'is a folder',
  EEXIST: 'exists already',
  ENOTEMPTY: 'is a folder that is not empty',
  ELOOP: 'is a link',
  ENXIO: 'is not a file',
  EINVAL: 'would be moved into itself',
  ENAMETOOLONG: 'is too long',
  EACCES: 'is closed by its modes',
};
