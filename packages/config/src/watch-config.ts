import { createHash } from 'node:crypto';
import { type FSWatcher, watch } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

/** How closely a file is watched. */
export interface WatchConfigOptions {
  /** Quiet time after an event before the file is looked at, in milliseconds. Default 100. */
  readonly debounceMs?: number;
  /**
   * Time between two looks at the file without any event, in milliseconds. Default 2_000. Network and container
   * file systems don't always report changes, and a folder that was replaced reports none.
   */
  readonly pollMs?: number;
}

/**
 * Calls back when the content of a file has changed, once for each burst of changes.
 *
 * Content counts, not time stamps: `touch` is no change, and neither is deleting the file and writing it anew with
 * the same content. Files that editors replace by renaming, links that are switched (as Kubernetes does), and
 * folders that come and go are followed. A deleted file is no change until it is there again. The callback isn't
 * called any more once disposal has begun; until then, watching keeps the process alive.
 *
 * @param path the file, absolute or relative to the working folder of the process; it need not exist yet.
 */
export async function watchConfig(
  path: string,
  onChange: () => void,
  options: WatchConfigOptions = {},
): Promise<AsyncDisposable> {
  const watcher = new ConfigWatcher(resolve(path), onChange, options);
  await watcher.start();
  return watcher;
}

class ConfigWatcher implements AsyncDisposable {
  readonly #path: string;
  readonly #onChange: () => void;
  readonly #debounceMs: number;
  readonly #pollMs: number;
  readonly #folders = new Map<string, FSWatcher>();
  /** The only entry of the folder that matters; none behind a link, where any may. */
  #name: string | undefined;
  #fingerprint: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the look that events have asked for is due, however many follow. */
  #deadline: number | undefined;
  #looking: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(path: string, onChange: () => void, { debounceMs = 100, pollMs = 2_000 }: WatchConfigOptions) {
    this.#path = path;
    this.#onChange = onChange;
    this.#debounceMs = debounceMs;
    this.#pollMs = pollMs;
  }

  async start(): Promise<void> {
    await this.#watchFolders();
    this.#fingerprint = await fingerprint(this.#path);
    this.#lookIn(this.#pollMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const folder of this.#folders.values()) folder.close();
    this.#folders.clear();
    await this.#looking;
  }

  #lookIn(ms: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = this.#deadline = undefined;
      this.#looking = this.#looking.then(() => this.#look());
    }, ms);
  }

  #lookSoon(): void {
    const now = performance.now();
    this.#deadline ??= now + 10 * this.#debounceMs;
    this.#lookIn(Math.min(this.#debounceMs, Math.max(0, this.#deadline - now)));
  }

  async #look(): Promise<void> {
    await this.#watchFolders();
    const now = await fingerprint(this.#path);
    if (this.#timer === undefined) this.#lookIn(this.#pollMs);
    if (now === undefined || now === this.#fingerprint) return;
    this.#fingerprint = now;
    // On its own: what the callback throws is its owner's, and must not end the watching.
    queueMicrotask(() => {
      if (!this.#closed) this.#onChange();
    });
  }

  /** Watches the folder of the file and, behind a link, that of its target; a file's own watch dies with a rename. */
  async #watchFolders(): Promise<void> {
    const target = await realpath(this.#path).catch(() => this.#path);
    if (this.#closed) return;
    const wanted = new Set([dirname(this.#path), dirname(target)]);
    for (const [folder, watcher] of this.#folders) if (!wanted.has(folder)) this.#forget(folder, watcher);
    // A log that grows beside the configuration must not make it be read again and again.
    this.#name = target === this.#path ? basename(this.#path) : undefined;
    for (const folder of wanted) if (!this.#folders.has(folder)) this.#watchFolder(folder);
  }

  #watchFolder(folder: string): void {
    try {
      const watcher = watch(folder, (_event, changed) => {
        // A folder that is itself removed or renamed reports its own name, once, and then nothing.
        const gone = changed === basename(folder);
        if (gone) this.#forget(folder, watcher);
        if (gone || this.#name === undefined || changed === null || changed === this.#name) this.#lookSoon();
      });
      watcher.on('error', () => this.#forget(folder, watcher));
      this.#folders.set(folder, watcher);
    } catch {
      // The folder isn't there (yet), or can't be watched: the next look finds the file.
    }
  }

  #forget(folder: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.#folders.get(folder) === watcher) this.#folders.delete(folder);
  }
}

/** Tells contents apart; `undefined` where there is no file to read. */
async function fingerprint(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    return undefined;
  }
}
