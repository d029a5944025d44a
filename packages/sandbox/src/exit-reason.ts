import { constants } from 'node:os';
import type { ProcessLimits } from './process-limits.ts';
import type { ProcessUsage } from './process-tree.ts';

/** A limit that ended a process. */
export type ExceededLimit = 'memory' | 'cpu' | 'processes' | 'file_size' | 'disk';

/** Why a process was ended. */
export interface Ending {
  /** For people: `exit code 1`, `killed by SIGKILL`, `out of memory (512 MB)`, `stopped`. */
  readonly reason: string;
  /** Which limit it was, if any. */
  readonly limit?: ExceededLimit;
}

/** How a command ended. */
export interface ProcessExit extends Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What its tree had used in all, as far as was known at its end. */
  readonly used: UsedInAll;
}

export type UsedInAll = Pick<ProcessUsage, 'cpuMs' | 'readBytes' | 'writtenBytes'>;

export interface ExitFacts {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly used: UsedInAll;
  /** The command ran below bubblewrap, which says 128 + n of a command that signal n ended. */
  readonly wrapped: boolean;
  readonly limits: ProcessLimits | undefined;
  readonly outOfMemory: boolean;
  /** The most CPU time that it can have used. */
  readonly cpuMs: number;
  /** Why the sandbox itself ended it. */
  readonly endedFor: Ending | undefined;
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
  const end = (ending: Ending): ProcessExit => ({ code, signal, used: facts.used, ...ending });
  if (limits && facts.outOfMemory) return end(exceeded('memory', limits));
  if (endedFor !== undefined) return end(endedFor);
  if (limits) {
    const killed = signal === 'SIGKILL' || code === 128 + constants.signals.SIGKILL;
    const cpuUsedUp = killed && cpuMs >= limits.cpuSeconds * 1000 * cpuShare;
    if (signal === 'SIGXCPU' || cpuUsedUp) return end(exceeded('cpu', limits));
    if (signal === 'SIGXFSZ') return end(exceeded('file_size', limits));
  }
  return end({ reason: signal === null ? `exit code ${code}` : `killed by ${signal}` });
}

/** What is said of a process that went over a limit. */
export function exceeded(limit: ExceededLimit, limits: ProcessLimits): Ending {
  return { limit, reason: sentences[limit](limits) };
}

const sentences: Readonly<Record<ExceededLimit, (limits: ProcessLimits) => string>> = {
  memory: ({ memoryBytes }) => `out of memory (${megabytes(memoryBytes)} MB)`,
  cpu: ({ cpuSeconds }) => `CPU time used up (${cpuSeconds} s)`,
  processes: ({ processes }) => `too many processes (${processes})`,
  file_size: ({ fileSizeBytes }) => `file size limit (${megabytes(fileSizeBytes)} MB)`,
  disk: ({ diskBytes }) => `disk full (${megabytes(diskBytes)} MB)`,
};

function unwrap({ code, signal, wrapped }: ExitFacts): Pick<ProcessExit, 'code' | 'signal'> {
  if (!wrapped || code === null || code <= 128) return { code, signal };
  const name = Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0];
  return name === undefined ? { code, signal } : { code: null, signal: name as NodeJS.Signals };
}

function megabytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 100) / 100;
}
