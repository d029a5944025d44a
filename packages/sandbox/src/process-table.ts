import { existsSync, readdirSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { readProc, readProcessStat } from './process-stat.ts';

/**
 * The tag of a process: the number in its file-locks limit (`RLIMIT_LOCKS`), which Linux has not enforced since
 * 2.4.25 but still hands from a process to its children, through `setsid`, double forks and emptied
 * environments, and shows to everyone in /proc/PID/limits. Nine digits of the sandbox, nine of the process.
 */
export type Tag = string;

/** The first half of a tag is its sandbox's; the watchdog and the sweep of leftovers look for that half. */
export function createTag(ownerId: string, sequence: number): Tag {
  return `${ownerId}${String(sequence % 1_000_000_000).padStart(9, '0')}`;
}

const tagLine = /^Max file locks +(\d+) /m;

export function tagOf(pid: number | 'self'): Tag | undefined {
  return tagLine.exec(readProc(`/proc/${pid}/limits`) ?? '')?.[1];
}

/** Finds the processes of a tag. Looks that are asked for at once share one pass over /proc. */
export class ProcessTable {
  #next: Promise<ReadonlyMap<Tag, readonly number[]>> | undefined;
  #current: Promise<unknown> = Promise.resolve();

  /** Living processes by tag, as of a pass that begins after this call. */
  scan(): Promise<ReadonlyMap<Tag, readonly number[]>> {
    this.#next ??= this.#current.then(() => {
      const pass = scanOnce();
      this.#next = undefined;
      this.#current = pass;
      return pass;
    });
    return this.#next;
  }
}

async function scanOnce(): Promise<Map<Tag, number[]>> {
  const found = new Map<Tag, number[]>();
  let looked = 0;
  for (const name of existsSync('/proc') ? readdirSync('/proc') : []) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    // A host may have thousands of processes: calls in flight come first.
    if (++looked % 64 === 0) await setImmediate();
    const tag = tagOf(pid);
    if (tag === undefined || readProcessStat(pid)?.zombie !== false) continue;
    const pids = found.get(tag);
    if (pids) pids.push(pid);
    else found.set(tag, [pid]);
  }
  return found;
}
