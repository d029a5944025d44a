import { readdirSync, statSync } from 'node:fs';
import { mkdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CgroupLayout, Controller } from './cgroup-layout.ts';
import type { ProcessLimits } from './process-limits.ts';
import { readProc, readProcessStat } from './process-stat.ts';
import { type ProcessTree, type ProcessUsage, sendSignal, type TreeSnapshot } from './process-tree.ts';

/** Tasks (threads included) for each process of the limit: bounds a fork bomb until the supervisor ends it. */
const tasksPerProcess = 16;
/** The kernel takes no higher limit. */
const mostTasks = 4_194_304;
/** In microseconds, as are quotas. */
const quotaPeriod = 100_000;
/** The kernel takes no lower one. */
const leastQuota = 1000;
/** With the pauses between them, some five seconds. */
const passes = 120;

/** The control groups of one process tree: one folder for each controller in v1, the same one in v2. */
export class Cgroup implements ProcessTree {
  readonly #layout: CgroupLayout;
  readonly #folders: ReadonlyMap<Controller, string>;

  private constructor(layout: CgroupLayout, folders: ReadonlyMap<Controller, string>) {
    this.#layout = layout;
    this.#folders = folders;
  }

  /** Makes the groups below the sandbox's own and sets their limits; nobody is in them yet. */
  static async create(layout: CgroupLayout, name: string, limits?: ProcessLimits): Promise<Cgroup> {
    const wanted = [...layout.parents].filter(([kind]) => kind !== 'quota' || limits?.cpuShare !== undefined);
    const folders = new Map(wanted.map(([kind, parent]) => [kind, join(parent, name)] as const));
    const cgroup = new Cgroup(layout, folders);
    try {
      await Promise.all(cgroup.#unique().map(folder => mkdir(folder)));
      if (limits) await cgroup.#limit(limits);
    } catch (error) {
      await cgroup.remove();
      throw error;
    }
    return cgroup;
  }

  /** Files that a process writes `0` to in order to join. */
  get joinFiles(): readonly string[] {
    return this.#unique().map(folder => join(folder, 'cgroup.procs'));
  }

  /** Whether the kernel holds the memory limit; otherwise the supervisor has to. */
  get limitsMemory(): boolean {
    return this.#folders.has('memory');
  }

  async pids(): Promise<readonly number[]> {
    return this.#pids(this.#unique().slice(0, 1));
  }

  async kill(): Promise<void> {
    await this.#write('pids', 'pids.max', '0');
    for (let pass = 0; pass < passes; pass++) {
      // A launch that was cut off may have joined only some of the groups.
      const pids = this.#pids(this.#unique());
      if (pids.length === 0) return;
      // v2 has a file that kills the whole group at once; v1 has not, and either may be short of a controller.
      if (this.#layout.version === 2)
        for (const folder of this.#unique()) await tryWrite(join(folder, 'cgroup.kill'), '1');
      for (const pid of pids) sendSignal(pid, 'SIGKILL');
      await delay(Math.min(1 + pass, 50));
    }
  }

  async usage(): Promise<ProcessUsage> {
    const pids = await this.pids();
    return {
      cpuMs: this.#cpuMs() ?? sum(pids, pid => readProcessStat(pid)?.cpuMs),
      memoryBytes: this.#memoryBytes() ?? sum(pids, pid => readProcessStat(pid)?.residentBytes),
      processes: pids.length,
    };
  }

  snapshot(): TreeSnapshot {
    const oomKills = this.#field('memory', this.#layout.files.outOfMemory, 'oom_kill') ?? 0;
    const cpuMs = this.#cpuMs() ?? 0;
    return { cpuMs, mostCpuMs: cpuMs, outOfMemory: oomKills > 0 };
  }

  async remove(): Promise<void> {
    for (const folder of this.#unique()) await removeGroup(folder);
  }

  async #limit(limits: ProcessLimits): Promise<void> {
    const bytes = Number.isFinite(limits.memoryBytes)
      ? String(limits.memoryBytes)
      : this.#layout.files.unlimited;
    const { memoryLimit, swapLimit, swapIncludesMemory } = this.#layout.files;
    await this.#set('memory', memoryLimit, bytes);
    await this.#write('memory', swapLimit, swapIncludesMemory ? bytes : '0');
    await this.#set('pids', 'pids.max', String(Math.min(limits.processes * tasksPerProcess, mostTasks)));
    if (limits.cpuShare !== undefined) await this.#bound(limits.cpuShare);
  }

  async #bound(cpuShare: number): Promise<void> {
    const quota = String(Math.max(leastQuota, Math.round(cpuShare * quotaPeriod)));
    const [file = '', periodFile] = this.#layout.files.cpuQuota;
    if (periodFile === undefined) return this.#set('quota', file, `${quota} ${quotaPeriod}`);
    await this.#set('quota', periodFile, String(quotaPeriod));
    await this.#set('quota', file, quota);
  }

  #pids(folders: readonly string[]): number[] {
    const pids = new Set<number>();
    for (const folder of folders)
      for (const group of [folder, ...descendants(folder)])
        for (const line of (readProc(join(group, 'cgroup.procs')) ?? '').split('\n'))
          if (line) pids.add(Number(line));
    return [...pids];
  }

  #cpuMs(): number | undefined {
    const { version } = this.#layout;
    if (version === 2) {
      const micros = this.#field('cpu', 'cpu.stat', 'usage_usec');
      return micros === undefined ? undefined : micros / 1000;
    }
    const nanos = this.#read('cpu', 'cpuacct.usage');
    return nanos === undefined ? undefined : Number(nanos) / 1e6;
  }

  #memoryBytes(): number | undefined {
    const { memoryUsage, reclaimable } = this.#layout.files;
    const used = this.#read('memory', memoryUsage);
    if (used === undefined) return undefined;
    return Math.max(0, Number(used) - (this.#field('memory', 'memory.stat', reclaimable) ?? 0));
  }

  #unique(): string[] {
    return [...new Set(this.#folders.values())];
  }

  #read(controller: Controller, file: string): string | undefined {
    const folder = this.#folders.get(controller);
    return folder === undefined ? undefined : readProc(join(folder, file));
  }

  #field(controller: Controller, file: string, name: string): number | undefined {
    const match = new RegExp(`^${name} (\\d+)$`, 'm').exec(this.#read(controller, file) ?? '');
    return match ? Number(match[1]) : undefined;
  }

  async #set(controller: Controller, file: string, value: string): Promise<void> {
    const folder = this.#folders.get(controller);
    if (folder !== undefined) await writeFile(join(folder, file), value);
  }

  /** For files that a kernel may not have. */
  async #write(controller: Controller, file: string, value: string): Promise<void> {
    const folder = this.#folders.get(controller);
    if (folder !== undefined) await tryWrite(join(folder, file), value);
  }
}

/** Groups below a group: a server that may write there can make some. */
function descendants(folder: string): string[] {
  try {
    // A folder's link count tells whether it has subfolders: cheaper than a listing for each look at each server.
    if (statSync(folder).nlink <= 2) return [];
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => join(folder, entry.name))
      .flatMap(child => [child, ...descendants(child)]);
  } catch {
    return [];
  }
}

async function removeGroup(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      for (const group of descendants(folder).reverse()) await rmdir(group);
      return await rmdir(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY') throw error;
      // A member that was killed still counts until its parent has waited for it.
      await delay(5 * (attempt + 1));
    }
  }
}

async function tryWrite(file: string, value: string): Promise<void> {
  // `r+`: an absent file must not be made.
  await writeFile(file, value, { flag: 'r+' }).catch(() => {});
}

function sum(pids: readonly number[], value: (pid: number) => number | undefined): number {
  return pids.reduce((total, pid) => total + (value(pid) ?? 0), 0);
}
