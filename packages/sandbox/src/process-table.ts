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
  const tags = new Map<number, Tag>();
  const parents = new Map<number, number>();
  let looked = 0;
  for (const name of existsSync('/proc') ? readdirSync('/proc') : []) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    // A host may have thousands of processes: calls in flight come first.
    if (++looked % 64 === 0) await setImmediate();
    const stat = readProcessStat(pid);
    if (!stat || stat.zombie) continue;
    parents.set(pid, stat.parent);
    const tag = tagOf(pid);
    if (tag !== undefined) tags.set(pid, tag);
  }
  return grouped(parents, tags);
}

/** A process counts for its own tag and for those of its ancestors: a child may have lowered its limit. */
function grouped(parents: ReadonlyMap<number, number>, tags: ReadonlyMap<number, Tag>): Map<Tag, number[]> {
  const found = new Map<Tag, number[]>();
  for (const pid of parents.keys()) {
    const own = new Set<Tag>();
    const seen = new Set<number>();
    for (let each = pid; parents.has(each) && !seen.has(each); each = parents.get(each) ?? 0) {
      seen.add(each);
      const tag = tags.get(each);
      if (tag !== undefined) own.add(tag);
    }
    for (const tag of own) found.set(tag, [...(found.get(tag) ?? []), pid]);
  }
  return found;
}
