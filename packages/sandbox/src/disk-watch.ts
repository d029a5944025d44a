import { type BigIntStats, readdirSync } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** At most this share of the time is spent on looking. */
const share = 1 / 20;
const shortestPauseMs = 500;
/** What a file without content takes at least: names and inodes fill a disk, too. */
const leastBytes = 4096n;
const blockBytes = 512n;

/** Looks now and then at what a process stores in its own folders; the longer a look takes, the rarer it is. */
export class DiskWatch {
  readonly #folder: string;
  readonly #limitBytes: number;
  #looking = false;
  #nextLook = 0;

  /** @param limitBytes infinite: nothing is looked at */
  constructor(folder: string, limitBytes: number) {
    this.#folder = folder;
    this.#limitBytes = limitBytes;
  }

  /** Whether there is more than may be. `pids` hold files open that have no name any more. */
  async isOver(pids: readonly number[]): Promise<boolean> {
    const startedAt = performance.now();
    if (this.#looking || startedAt < this.#nextLook || !Number.isFinite(this.#limitBytes)) return false;
    this.#looking = true;
    try {
      const count = new ByteCount(this.#limitBytes);
      await count.addFolder(this.#folder);
      if (!count.isOver) await count.addNameless(pids);
      return count.isOver;
    } finally {
      this.#looking = false;
      const tookMs = performance.now() - startedAt;
      this.#nextLook = performance.now() + Math.max(shortestPauseMs, tookMs / share);
    }
  }
}

class ByteCount {
  readonly #limit: bigint;
  /** Files with several names, or open several times, count once. */
  readonly #seen = new Set<string>();
  #bytes = 0n;
  #tooDeep = false;

  constructor(limit: number) {
    this.#limit = BigInt(limit);
  }

  get isOver(): boolean {
    return this.#tooDeep || this.#bytes > this.#limit;
  }

  async addFolder(folder: string): Promise<void> {
    try {
      for await (const entry of await opendir(folder)) {
        if (this.isOver) return;
        const path = join(folder, entry.name);
        this.#add(await lstat(path, { bigint: true }));
        if (entry.isDirectory()) await this.addFolder(path);
      }
    } catch (error) {
      // What can't be measured might hold anything: folders within folders, beyond what a path can name.
      if ((error as NodeJS.ErrnoException).code === 'ENAMETOOLONG') this.#tooDeep = true;
    }
  }

  async addNameless(pids: readonly number[]): Promise<void> {
    for (const pid of pids)
      for (const file of descriptorsOf(pid)) {
        const facts = await stat(file, { bigint: true }).catch(() => undefined);
        if (facts?.isFile() && facts.nlink === 0n) this.#add(facts);
      }
  }

  #add({ dev, ino, nlink, blocks }: BigIntStats): void {
    const key = `${dev} ${ino}`;
    if (nlink !== 1n && this.#seen.has(key)) return;
    if (nlink !== 1n) this.#seen.add(key);
    const bytes = blocks * blockBytes;
    this.#bytes += bytes > leastBytes ? bytes : leastBytes;
  }
}

function descriptorsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map(fd => `/proc/${pid}/fd/${fd}`);
  } catch {
    // It has ended, or runs as somebody else.
    return [];
  }
}
