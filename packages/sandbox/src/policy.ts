import { SandboxError } from './errors.ts';

/** What one process may do. Source: the `sandbox` block of a service; names there in snake_case. */
export interface SandboxPolicy {
  /** `false`: the gateway's environment and no limits; still no orphans. Default `true`. */
  readonly enabled: boolean;
  /** `false`: none of the four limits below. Default `true`. */
  readonly resourceLimits: boolean;
  /** `true`: only the variables of the restricted set and the service's own. Default `true`. */
  readonly restrictedEnv: boolean;
  /** `true`: a gateway that runs as root starts the command as `nobody`, without groups. Default `false`. */
  readonly dropPrivileges: boolean;
  /** Where the command starts; relative to the sandbox's `cwd`. Default: that `cwd`. */
  readonly workingDir?: string;
  /** CPU time that each process may use, in seconds. Default 300. */
  readonly cpuSeconds: number;
  /** Memory of the whole tree, in MiB. Default 512. */
  readonly memoryMb: number;
  /** Processes (not threads) of the whole tree. Default 10. */
  readonly processes: number;
  /** The largest file that a process may write, in MiB. Default 10. */
  readonly fileSizeMb: number;
}

export const defaultPolicy: SandboxPolicy = Object.freeze({
  enabled: true,
  resourceLimits: true,
  restrictedEnv: true,
  dropPrivileges: false,
  cpuSeconds: 300,
  memoryMb: 512,
  processes: 10,
  fileSizeMb: 10,
});

const limits = ['cpuSeconds', 'memoryMb', 'processes', 'fileSizeMb'] as const;

/** Fills the defaults in. Throws `GW_SANDBOX_INVALID_REQUEST` for a limit that is not a positive number. */
export function resolvePolicy(policy: Partial<SandboxPolicy> = {}): SandboxPolicy {
  const given = Object.fromEntries(Object.entries(policy).filter(([, value]) => value !== undefined));
  const resolved: SandboxPolicy = { ...defaultPolicy, ...given };
  for (const limit of limits) {
    const value = resolved[limit];
    if (!Number.isFinite(value) || value <= 0)
      throw new SandboxError(
        'GW_SANDBOX_INVALID_REQUEST',
        `${limit} must be a positive number, not ${value}`,
      );
  }
  return resolved;
}

/** The limits that hold for a process, in the units of the kernel; none where the policy asks for none. */
export interface ProcessLimits {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
  readonly processes: number;
  readonly fileSizeBytes: number;
}

export function limitsOf(policy: SandboxPolicy): ProcessLimits | undefined {
  if (!policy.enabled || !policy.resourceLimits) return undefined;
  const mebibyte = 1024 * 1024;
  return {
    cpuSeconds: Math.ceil(policy.cpuSeconds),
    memoryBytes: Math.ceil(policy.memoryMb * mebibyte),
    processes: Math.ceil(policy.processes),
    fileSizeBytes: Math.ceil(policy.fileSizeMb * mebibyte),
  };
}
