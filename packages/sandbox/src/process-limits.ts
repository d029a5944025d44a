import type { ResolvedPolicy } from './policy.ts';

/** The limits that hold for a process, in the units of the kernel; none where the policy asks for none. */
export interface ProcessLimits {
  readonly cpuSeconds: number;
  readonly cpuShare?: number;
  readonly memoryBytes: number;
  readonly processes: number;
  readonly fileSizeBytes: number;
  readonly diskBytes: number;
  readonly openFiles: number;
}

const mebibyte = 1024 * 1024;

export function limitsOf(policy: ResolvedPolicy): ProcessLimits | undefined {
  if (policy.preset === 'none' || !policy.resourceLimits) return undefined;
  return {
    cpuSeconds: Math.ceil(policy.cpuSeconds),
    ...(policy.cpuShare !== undefined && { cpuShare: policy.cpuShare }),
    memoryBytes: Math.ceil(policy.memoryMb * mebibyte),
    processes: Math.ceil(policy.processes),
    fileSizeBytes: Math.ceil(policy.fileSizeMb * mebibyte),
    diskBytes: Math.ceil(policy.diskMb * mebibyte),
    openFiles: Math.ceil(policy.openFiles),
  };
}
