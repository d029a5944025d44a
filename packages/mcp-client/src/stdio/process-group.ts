import { readdir, readFile } from 'node:fs/promises';
import type { ProcessUsage } from '../spawner.ts';

/** Clock ticks per second in `/proc`, the same on every Linux. */
const TICKS_PER_SECOND = 100;

/** Sends a signal to a process group; `false` when there is none of that id. `0` asks only. */
export function signalGroup(id: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(-id, signal);
    return true;
  } catch (error) {
    // EPERM: it exists, but has become somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What the living processes of a session (`setsid`) use. Zeros where there is no `/proc`. */
export async function sessionUsage(id: number): Promise<ProcessUsage> {
  const pids = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name));
  const members = await Promise.all(pids.map(pid => memberUsage(pid, id)));
  let usage = { cpuMs: 0, memoryBytes: 0, processes: 0 };
  for (const member of members) {
    if (!member) continue;
    usage = {
      cpuMs: usage.cpuMs + member.cpuMs,
      memoryBytes: usage.memoryBytes + member.memoryBytes,
      processes: usage.processes + 1,
    };
  }
  return usage;
}

async function memberUsage(
  pid: string,
  session: number,
): Promise<{ cpuMs: number; memoryBytes: number } | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command's name stands in brackets and may hold anything, brackets and spaces included.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, , , sessionId] = fields;
    if (Number(sessionId) !== session || state === 'Z' || state === 'X') return undefined;
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const rssKb = Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0);
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { cpuMs: (ticks * 1_000) / TICKS_PER_SECOND, memoryBytes: rssKb * 1_024 };
  } catch {
    return undefined;
  }
}
