import { readFileSync } from 'node:fs';

/** Ticks per second of the times in /proc/PID/stat; the same on every Linux that Node runs on. */
const ticksPerSecond = 100;
const pageSize = 4096;

export interface ProcessStat {
  readonly parent: number;
  readonly zombie: boolean;
  /** CPU time of the process and of its children that ended, in milliseconds. */
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** What /proc says of a process; `undefined` once it is gone. Reads of /proc don't wait, so they are synchronous. */
export function readProcessStat(pid: number): ProcessStat | undefined {
  const text = readProc(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const number = (index: number) => Number(fields[index] ?? 0);
  return {
    parent: number(1),
    zombie: fields[0] === 'Z' || fields[0] === 'X',
    cpuMs: ((number(11) + number(12) + number(13) + number(14)) * 1000) / ticksPerSecond,
    residentBytes: number(21) * pageSize,
  };
}

/** The process's share of memory, pages used by several counted once in all; dearer to read than the resident size. */
export function proportionalBytes(pid: number): number | undefined {
  const match = /^Pss:\s+(\d+) kB/m.exec(readProc(`/proc/${pid}/smaps_rollup`) ?? '');
  return match ? Number(match[1]) * 1024 : undefined;
}

export interface StorageBytes {
  readonly readBytes: number;
  readonly writtenBytes: number;
}

/** What a process and those of its children that ended moved from and to storage; not told of other users'. */
export function storageBytes(pid: number): StorageBytes | undefined {
  const text = readProc(`/proc/${pid}/io`);
  if (text === undefined) return undefined;
  const number = (name: string) => Number(new RegExp(`^${name}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { readBytes: number('read_bytes'), writtenBytes: number('write_bytes') };
}

export function childrenOf(pid: number): number[] {
  const text = readProc(`/proc/${pid}/task/${pid}/children`) ?? '';
  return text.split(' ').filter(Boolean).map(Number);
}

export function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
