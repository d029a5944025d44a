import { randomInt } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';

/** Who made a folder or holds a lock: enough to tell, from another process, whether it still runs. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot: tells a process from a later one with the same id. */
  readonly startTime: string;
  /** A process of another PID namespace or an earlier boot can't be looked up by its id. */
  readonly namespace: string;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  return { pid: process.pid, startTime: await startTime(process.pid), namespace: await namespace() };
}

/** `unknown`: it belongs to another PID namespace (a container), so nobody here can tell. */
export async function livenessOf(identity: ProcessIdentity): Promise<'alive' | 'dead' | 'unknown'> {
  if (identity.namespace !== (await namespace())) return 'unknown';
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return 'dead';
  }
  return (await startTime(identity.pid)) === identity.startTime ? 'alive' : 'dead';
}

export function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startTime, namespace } = value as Record<string, unknown>;
  return Number.isInteger(pid) && typeof startTime === 'string' && typeof namespace === 'string';
}

/** Nine digits, the first half of the tags of one sandbox; see `process-table.ts`. */
export function createOwnerId(below = 1_000_000_000): string {
  return String(randomInt(100_000_000, Math.max(below, 100_000_001)));
}

/** Empty once the process is gone, or dead and only waited for by nobody. */
async function startTime(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name may hold spaces and brackets; fields are counted from the last bracket. Source: proc(5).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? '' : (fields[19] ?? '');
}

async function namespace(): Promise<string> {
  const [pids, boot] = await Promise.all([
    readlink('/proc/self/ns/pid').catch(() => ''),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
  ]);
  return `${pids} ${boot.trim()}`.trim();
}
