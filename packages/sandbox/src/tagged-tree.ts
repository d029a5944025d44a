import { setTimeout as delay } from 'node:timers/promises';
import { readProcessStat } from './process-stat.ts';
import type { ProcessTable, Tag } from './process-table.ts';
import { type ProcessTree, type ProcessUsage, sendSignal, type TreeSnapshot } from './process-tree.ts';

const passes = 100;

/** The tree of a host without writable cgroups: everything that carries the tag. */
export class TaggedTree implements ProcessTree {
  readonly #table: ProcessTable;
  readonly #tag: Tag;
  #cpuMs = 0;
  #lookedAt = performance.now();

  constructor(table: ProcessTable, tag: Tag) {
    this.#table = table;
    this.#tag = tag;
  }

  async pids(): Promise<readonly number[]> {
    return (await this.#table.scan()).get(this.#tag) ?? [];
  }

  async kill(): Promise<void> {
    // One empty look may have missed a process that was being forked while its parent was read.
    let empty = 0;
    for (let pass = 0; pass < passes && empty < 2; pass++) {
      const pids = await this.pids();
      empty = pids.length === 0 ? empty + 1 : 0;
      for (const pid of pids) sendSignal(pid, 'SIGKILL');
      if (pids.length > 0) await delay(Math.min(2 + pass, 50));
    }
  }

  async usage(): Promise<ProcessUsage> {
    const pids = await this.pids();
    let cpuMs = 0;
    let memoryBytes = 0;
    for (const pid of pids) {
      const stat = readProcessStat(pid);
      cpuMs += stat?.cpuMs ?? 0;
      memoryBytes += stat?.residentBytes ?? 0;
    }
    // A process that ended takes its time with it unless its parent waited; the sum never goes back.
    this.#cpuMs = Math.max(this.#cpuMs, cpuMs);
    this.#lookedAt = performance.now();
    return { cpuMs: this.#cpuMs, memoryBytes, processes: pids.length };
  }

  snapshot(): TreeSnapshot {
    const sinceMs = performance.now() - this.#lookedAt;
    return { cpuMs: this.#cpuMs, mostCpuMs: this.#cpuMs + sinceMs, outOfMemory: false };
  }

  async remove(): Promise<void> {}
}
