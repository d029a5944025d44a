import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** A running process, as Linux's `/proc` shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  /** Processor time used so far, in the kernel's ticks (10 ms). */
  readonly ticks: number;
}

/** The process and all its descendants that haven't ended. Empty when it is gone. */
export async function processTree(root: number): Promise<ProcessEntry[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const all = (await Promise.all(pids.map(readProcess))).filter(entry => entry !== undefined);
  const tree = all.filter(({ pid }) => pid === root);
  for (const { pid } of tree) tree.push(...all.filter(({ parent }) => parent === pid));
  return tree;
}

/**
 * Waits until nothing of a process's tree starts, ends or works any more, and `ready` holds, so that a
 * measurement doesn't share the machine with what the last one left to do. Throws after 20 seconds.
 */
export async function quiet(
  root: number,
  ready: (tree: readonly ProcessEntry[]) => boolean = () => true,
): Promise<void> {
  const signature = (tree: readonly ProcessEntry[]) => tree.map(({ pid }) => pid).join();
  const ticks = (tree: readonly ProcessEntry[]) => tree.reduce((sum, entry) => sum + entry.ticks, 0);
  let before = await processTree(root);
  for (let tries = 0; tries < 200; tries++) {
    await delay(100);
    const now = await processTree(root);
    if (signature(now) === signature(before) && ticks(now) - ticks(before) <= 1 && ready(now)) return;
    before = now;
  }
  throw new Error('The processes did not come to rest within 20 seconds');
}

/** Resident memory of one process, in bytes. */
export const residentBytes = (pid: number): Promise<number> => bytesOf(pid, 'VmRSS');

/** The most resident memory that a process has had so far, in bytes. */
export const peakResidentBytes = (pid: number): Promise<number> => bytesOf(pid, 'VmHWM');

async function bytesOf(pid: number, entry: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${entry}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024;
}

/** Processor time that one process has used so far, in the kernel's ticks (10 ms). Throws when it is gone. */
export async function processTicks(pid: number): Promise<number> {
  const entry = await readProcess(String(pid));
  if (!entry) throw new Error(`There is no process ${pid}`);
  return entry.ticks;
}

/** Memory of one process, what it shares with others divided among them, in bytes. */
export async function proportionalBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]) * 1024;
}

/** Open file descriptors of one process. */
export async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`)).length;
}

async function readProcess(name: string): Promise<ProcessEntry | undefined> {
  try {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8');
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8');
    // The second field, the program's name in parentheses, may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return undefined; // ended, and not yet asked for by its parent
    const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number) as [
      number,
      number,
      number,
    ];
    return { pid: Number(name), parent, command: command.replaceAll('\0', ' ').trim(), ticks: user + system };
  } catch {
    return undefined; // gone between the listing and the reading
  }
}
