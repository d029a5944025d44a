import { constants, type Stats } from 'node:fs';
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  rename,
  rmdir,
  unlink,
} from 'node:fs/promises';

/** A file descriptor that only stands for a place. Linux alone has it; Node has no name for it. Source: open(2). */
const O_PATH = 0o10000000;
const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;

/**
 * An open folder. Names in it are looked up from itself, through /proc/self/fd, as `openat` does: whatever happens
 * to the path that led here, to links above all, what is done here is done in this folder. No name is followed.
 */
export class FolderHandle implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Opens a folder of our own making, by a path that nobody else can change. */
  static async open(path: string): Promise<FolderHandle> {
    return new FolderHandle(await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  }

  /** Throws `ENOTDIR` for a file or a link. */
  async folder(name: string): Promise<FolderHandle> {
    return FolderHandle.open(this.#at(name));
  }

  /** Opens without waiting for the other end of a pipe; throws `ELOOP` for a link. */
  file(name: string, flags: number, mode?: number): Promise<FileHandle> {
    return open(this.#at(name), flags | O_NOFOLLOW | O_NONBLOCK, mode);
  }

  stat(name: string): Promise<Stats> {
    return lstat(this.#at(name));
  }

  ownStat(): Promise<Stats> {
    return this.#handle.stat();
  }

  names(): Promise<string[]> {
    return readdir(this.#path);
  }

  /** Where a link leads; `undefined` for what is none. */
  async link(name: string): Promise<string | undefined> {
    try {
      return await readlink(this.#at(name));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EINVAL') return undefined;
      throw error;
    }
  }

  async makeFolder(name: string): Promise<void> {
    await mkdir(this.#at(name));
  }

  removeFile(name: string): Promise<void> {
    return unlink(this.#at(name));
  }

  removeFolder(name: string): Promise<void> {
    return rmdir(this.#at(name));
  }

  move(name: string, to: FolderHandle, newName: string): Promise<void> {
    return rename(this.#at(name), to.#at(newName));
  }

  /** Makes a folder accessible to its owner again, whatever its modes; not what a link leads to. */
  async openUp(name: string): Promise<void> {
    const place = await open(this.#at(name), O_PATH | O_DIRECTORY | O_NOFOLLOW);
    try {
      await chmod(`/proc/self/fd/${place.fd}`, 0o700);
    } finally {
      await place.close();
    }
  }

  async own(uid: number, gid: number): Promise<void> {
    await this.#handle.chown(uid, gid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  get #path(): string {
    return `/proc/self/fd/${this.#handle.fd}`;
  }

  #at(name: string): string {
    if (name === '' || name === '.' || name === '..' || name.includes('/') || name.includes('\0'))
      throw new TypeError('not the name of an entry');
    return `${this.#path}/${name}`;
  }
}
