import { constants } from 'node:os';
import type { ProcessLimits } from './process-limits.ts';

/** How a command ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** For people: `exit code 1`, `killed by SIGKILL`, `out of memory (512 MB)`, `stopped`. */
  readonly reason: string;
}

export interface ExitFacts {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The command ran below bubblewrap, which says 128 + n of a command that signal n ended. */
  readonly wrapped: boolean;
  readonly limits: ProcessLimits | undefined;
  readonly outOfMemory: boolean;
  readonly cpuMs: number;
  /** Why the sandbox itself ended it. */
  readonly endedFor: string | undefined;
}

/**
 * For its limit the kernel counts whole ticks, on a busy host up to half as much again as the time really used,
 * which is what can be read. Who is killed by no one we know of, above this share, has reached the limit.
 */
const cpuShare = 0.5;

/** The first thing that explains the end. */
export function describeExit(facts: ExitFacts): ProcessExit {
  const { limits, endedFor, cpuMs } = facts;
  const { code, signal } = unwrap(facts);
  const end = (reason: string): ProcessExit => ({ code, signal, reason });
  if (limits && facts.outOfMemory) return end(outOfMemoryReason(limits));
  if (endedFor !== undefined) return end(endedFor);
  if (limits) {
    const killed = signal === 'SIGKILL' || code === 128 + constants.signals.SIGKILL;
    const cpuUsedUp = killed && cpuMs >= limits.cpuSeconds * 1000 * cpuShare;
    if (signal === 'SIGXCPU' || cpuUsedUp) return end(`CPU limit (${limits.cpuSeconds} s)`);
    if (signal === 'SIGXFSZ') return end(`file size limit (${megabytes(limits.fileSizeBytes)} MB)`);
  }
  return end(signal === null ? `exit code ${code}` : `killed by ${signal}`);
}

export function outOfMemoryReason(limits: ProcessLimits): string {
  return `out of memory (${megabytes(limits.memoryBytes)} MB)`;
}

export function tooManyProcessesReason(limits: ProcessLimits): string {
  return `too many processes (${limits.processes})`;
}

function unwrap({ code, signal, wrapped }: ExitFacts): Pick<ProcessExit, 'code' | 'signal'> {
  if (!wrapped || code === null || code <= 128) return { code, signal };
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name === undefined ? { code, signal } : { code: null, signal: name as NodeJS.Signals };
}

function megabytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 100) / 100;
}
