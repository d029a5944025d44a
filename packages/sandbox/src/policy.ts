import { SandboxError } from './errors.ts';
import type { NetworkPolicy } from './network-policy.ts';
import { parseNetwork } from './network-policy.ts';

/** How much is held back where the policy names nothing else. Weakest first. */
export type Preset = (typeof presets)[number];

export const presets = ['none', 'medium', 'high', 'strict'] as const;

/**
 * What one process may do, as it is asked for. Source: the `sandbox` block of a service; names there in snake_case.
 *
 * Whatever is absent follows from the preset. What is given is asked for: where the host can't give it, the process
 * doesn't start, unless `allowDegraded` is `true`.
 */
export interface SandboxPolicy {
  /**
   * Absent: `none` where `enabled` is `false`, `medium` where `restrictedEnv` is `false`, otherwise `high`.
   *
   * - `none`: the gateway's environment, no limits and nothing held back; no other field has an effect
   * - `medium`: limits, and the gateway's environment without its secrets; files and network as the host's
   * - `high`: a restricted environment; the host's files read-only, without home and temporary folders, other
   *   processes, and what belongs to the gateway; what the command names is shown again; no privileges
   * - `strict`: as `high`, and of the host's files nothing but what the policy names and the command itself needs
   */
  readonly preset?: Preset;
  /** `false`: as the preset `none`, whatever else is given. Absent: `true`. */
  readonly enabled?: boolean;
  /** `false`: none of the limits below. Absent: `true`. */
  readonly resourceLimits?: boolean;
  /** Whether only a few variables and the service's own are given. Absent: from `high` on. */
  readonly restrictedEnv?: boolean;
  /** `true`: a gateway that runs as root starts the command as `nobody`, without groups. Absent: `false`. */
  readonly dropPrivileges?: boolean;
  /** Where the command starts; relative to the sandbox's `cwd`. Absent: that `cwd`. */
  readonly workingDir?: string;
  /** Folders and files shown read-only, though the preset hides them. Absent or empty: none. */
  readonly allowRead?: readonly string[];
  /** Folders and files that may be changed. Absent or empty: none but its own home and temporary folders. */
  readonly allowWrite?: readonly string[];
  /** Folders and files hidden beside those of the preset; below an allowed folder, too. Absent or empty: none. */
  readonly hide?: readonly string[];
  /**
   * `host`: the host's network. `none`: not even its loopback. `{ allow }`: the listed domains and ports alone; an
   * empty list is like `none`. Absent: `host`.
   */
  readonly network?: NetworkPolicy;
  /** Whether system calls that servers don't need are refused. Absent: from `high` on. */
  readonly seccomp?: boolean;
  /** CPU time that each process may use, in seconds. Absent: 300. */
  readonly cpuSeconds?: number;
  /** Processors that the whole tree may use at once: 0.5 is half of one. Absent: all. */
  readonly cpuShare?: number;
  /** Memory of the whole tree, in MiB. Absent: 512. */
  readonly memoryMb?: number;
  /** Processes (not threads) of the whole tree. Absent: 10. */
  readonly processes?: number;
  /** The largest file that a process may write, in MiB. Absent: 10. */
  readonly fileSizeMb?: number;
  /** What the process's own home and temporary folders may hold together, in MiB. Absent: 1024. */
  readonly diskMb?: number;
  /** Descriptors that each process may have open. Absent: 1024. */
  readonly openFiles?: number;
  /**
   * What happens where the host can't give something. `true`: the command starts without it, and a warning says so.
   * `false`: it doesn't start, even where only the default is missing. Absent: it doesn't start where something that
   * is given above is missing, and starts without what nobody asked for.
   */
  readonly allowDegraded?: boolean;
}

type Decided =
  | 'preset'
  | 'resourceLimits'
  | 'restrictedEnv'
  | 'dropPrivileges'
  | 'allowRead'
  | 'allowWrite'
  | 'hide'
  | 'network'
  | 'seccomp'
  | Limit;

/** A policy with everything decided. */
export interface ResolvedPolicy
  extends Required<Pick<SandboxPolicy, Decided>>,
    Pick<SandboxPolicy, 'workingDir' | 'cpuShare' | 'allowDegraded'> {
  /** The fields that were given. */
  readonly asked: ReadonlySet<keyof SandboxPolicy>;
}

export type Limit = keyof typeof defaultLimits;

const defaultLimits = {
  cpuSeconds: 300,
  memoryMb: 512,
  processes: 10,
  fileSizeMb: 10,
  diskMb: 1024,
  openFiles: 1024,
} as const;

/** Decides what is left open. Throws `GW_SANDBOX_INVALID_REQUEST` for a value that means nothing. */
export function resolvePolicy(policy: SandboxPolicy = {}): ResolvedPolicy {
  const given = Object.fromEntries(
    Object.entries(policy).filter(([, value]) => value !== undefined),
  ) as SandboxPolicy;
  const preset = presetOf(given);
  const isolates = preset === 'high' || preset === 'strict';
  const resolved: ResolvedPolicy = {
    ...defaultLimits,
    resourceLimits: true,
    restrictedEnv: isolates,
    dropPrivileges: false,
    allowRead: [],
    allowWrite: [],
    hide: [],
    seccomp: isolates,
    ...given,
    network: parseNetwork(given.network),
    preset,
    asked: new Set(Object.keys(given) as (keyof SandboxPolicy)[]),
  };
  for (const limit of [...Object.keys(defaultLimits), 'cpuShare'] as (Limit | 'cpuShare')[])
    checkLimit(limit, resolved[limit]);
  return resolved;
}

/** What holds where nothing is asked for. */
export const defaultPolicy: ResolvedPolicy = Object.freeze(resolvePolicy());

/** Whether the process gets a view of the host's files of its own. */
export function hidesFiles({ preset }: Pick<ResolvedPolicy, 'preset'>): boolean {
  return preset === 'high' || preset === 'strict';
}

function presetOf({ preset, enabled, restrictedEnv }: SandboxPolicy): Preset {
  if (enabled === false) return 'none';
  if (preset === undefined) return restrictedEnv === false ? 'medium' : 'high';
  if (presets.includes(preset)) return preset;
  throw new SandboxError(
    'GW_SANDBOX_INVALID_REQUEST',
    `preset must be one of ${presets.join(', ')}, not ${preset}`,
  );
}

function checkLimit(name: string, value: number | undefined): void {
  if (value === undefined || (!Number.isNaN(value) && value > 0)) return;
  throw new SandboxError('GW_SANDBOX_INVALID_REQUEST', `${name} must be a positive number, not ${value}`);
}
