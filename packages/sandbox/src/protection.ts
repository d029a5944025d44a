import type { Capabilities } from './capabilities.ts';
import { SandboxError } from './errors.ts';
import { defaultPolicy, hidesFiles, type Limit, type ResolvedPolicy } from './policy.ts';

/** How one field of a policy holds on a host. */
export interface Protection {
  /** The field, as in the configuration, or what follows from the preset. */
  readonly field: string;
  /** What is wanted, for people. */
  readonly wants: string;
  /** Whether the policy itself gives it; otherwise it follows from the default. */
  readonly asked: boolean;
  /** `held`: by the kernel. `watched`: looked at once a second. `missing`: the host can't. `open`: not wanted. */
  readonly state: 'held' | 'watched' | 'missing' | 'open';
  /** What holds it. */
  readonly by?: string;
  /** Why it is missing, or only watched. */
  readonly reason?: string;
  /** What would help. */
  readonly remedy?: string;
}

const installBubblewrap = 'install bubblewrap (package bubblewrap) and allow it to make namespaces';
const installSetpriv = 'install setpriv (package util-linux)';
const delegateCgroup = 'let the gateway write its cgroup (a systemd unit with Delegate=yes, or root)';

type Holding = Pick<Protection, 'state' | 'by' | 'reason' | 'remedy'>;

/** What a policy wants, field by field, and how it holds here. */
export function protectionsOf(policy: ResolvedPolicy, host: Capabilities): Protection[] {
  if (policy.preset === 'none')
    return [{ field: 'preset', wants: 'nothing is held back', asked: true, state: 'open' }];
  return [...isolation(policy, host), ...limits(policy, host), leftovers(host)];
}

/** Throws `GW_SANDBOX_UNAVAILABLE` for what is missing and may not be; returns what is missing and may. */
export function checkProtections(policy: ResolvedPolicy, protections: readonly Protection[]): Protection[] {
  const missing = protections.filter(({ state }) => state === 'missing');
  const refused = missing.filter(
    ({ asked }) => policy.allowDegraded === false || (asked && !policy.allowDegraded),
  );
  if (refused.length === 0) return missing;
  const remedies = [...new Set(refused.flatMap(({ remedy }) => remedy ?? []))].join(', or ');
  throw new SandboxError(
    'GW_SANDBOX_UNAVAILABLE',
    `the policy asks for what this host can't give: ${describeMissing(refused)}. To start it, ${remedies || 'take it out of the policy'}, or set allow_degraded`,
  );
}

/** `files, seccomp: bwrap is not installed; cpu_share: the cgroup has no cpu controller`. */
export function describeMissing(missing: readonly Protection[]): string {
  const reasons = [...new Set(missing.map(({ reason = '' }) => reason))];
  const fieldsOf = (why: string) =>
    missing.filter(({ reason = '' }) => reason === why).map(({ field }) => field);
  return reasons.map(reason => `${fieldsOf(reason).join(', ')}: ${reason}`).join('; ');
}

function isolation(policy: ResolvedPolicy, host: Capabilities): Protection[] {
  const { asked, network, hide } = policy;
  const isolates = hidesFiles(policy);
  const byPreset = asked.has('preset');
  const bubblewrap = throughBubblewrap(host);
  const open: Holding = { state: 'open' };
  return [
    {
      field: 'files',
      wants: filesWanted(policy),
      asked: byPreset || hide.length > 0,
      ...(isolates || hide.length > 0 ? bubblewrap : open),
    },
    {
      field: 'other processes',
      wants: isolates ? 'hidden' : 'seen',
      asked: byPreset,
      ...(isolates ? bubblewrap : open),
    },
    {
      field: 'network',
      wants: typeof network === 'object' ? `only ${network.allow.join(', ')}` : network,
      asked: asked.has('network'),
      ...(network === 'host' ? open : networkHolding(host)),
    },
    {
      field: 'seccomp',
      wants: policy.seccomp ? 'system calls that servers do not need are refused' : 'all system calls',
      asked: asked.has('seccomp') || byPreset,
      ...(policy.seccomp ? seccompHolding(host) : open),
    },
    {
      field: 'privileges',
      wants: isolates ? 'none, and none to be gained' : 'as the gateway',
      asked: byPreset,
      ...(isolates ? privilegesHolding(host) : open),
    },
    {
      field: 'drop_privileges',
      wants: policy.dropPrivileges && host.root ? 'runs as nobody' : 'runs as the user of the gateway',
      asked: asked.has('dropPrivileges'),
      ...(policy.dropPrivileges && host.root ? throughSetpriv(host) : open),
    },
    {
      field: 'restricted_env',
      wants: policy.restrictedEnv
        ? 'only the variables of the service'
        : `the gateway's, without its secrets`,
      asked: asked.has('restrictedEnv'),
      ...(policy.restrictedEnv ? { state: 'held', by: 'environment' } : open),
    },
  ];
}

function filesWanted({ preset, allowRead, allowWrite, hide }: ResolvedPolicy): string {
  const base =
    preset === 'strict'
      ? 'only what the policy names'
      : preset === 'high'
        ? `read-only, without homes, temporary folders and what is the gateway's`
        : `as the gateway's user sees them`;
  const more = Object.entries({ read: allowRead, write: allowWrite, hidden: hide })
    .filter(([, paths]) => paths.length > 0)
    .map(([kind, paths]) => `${kind}: ${paths.join(', ')}`);
  return [base, ...more].join('; ');
}

function limits(policy: ResolvedPolicy, host: Capabilities): Protection[] {
  const { asked, resourceLimits, cpuShare } = policy;
  // Configurations are handed over with their defaults filled in; those nobody asked for.
  const asks = (limit: Limit) => asked.has(limit) && policy[limit] !== defaultPolicy[limit];
  if (!resourceLimits) return [{ field: 'resource_limits', wants: 'no limits', asked: true, state: 'open' }];
  const rlimit: Holding = { state: 'held', by: 'resource limit' };
  return [
    {
      field: 'memory_mb',
      wants: `${policy.memoryMb} MB`,
      asked: asks('memoryMb'),
      ...treeHolding(host, 'memory'),
    },
    {
      field: 'processes',
      wants: String(policy.processes),
      asked: asks('processes'),
      ...treeHolding(host, 'pids'),
    },
    { field: 'cpu_seconds', wants: `${policy.cpuSeconds} s`, asked: asks('cpuSeconds'), ...rlimit },
    {
      field: 'cpu_share',
      wants: cpuShare === undefined ? 'all processors' : `${cpuShare} processors`,
      asked: cpuShare !== undefined,
      ...(cpuShare === undefined ? { state: 'open' as const } : shareHolding(host)),
    },
    { field: 'file_size_mb', wants: `${policy.fileSizeMb} MB`, asked: asks('fileSizeMb'), ...rlimit },
    {
      field: 'disk_mb',
      wants: `${policy.diskMb} MB`,
      asked: asks('diskMb'),
      state: 'watched',
      by: 'supervisor',
    },
    { field: 'open_files', wants: String(policy.openFiles), asked: asks('openFiles'), ...rlimit },
  ];
}

function leftovers(host: Capabilities): Protection {
  const by = [
    host.cgroup.available && `cgroup v${host.cgroup.version}`,
    host.bubblewrap.available && 'PID namespace',
    host.tags.available && 'tags',
  ].filter(Boolean);
  const wanted = { field: 'orphans', wants: 'nothing outlives its session', asked: false };
  return by.length > 0
    ? { ...wanted, state: 'held', by: by.join(', ') }
    : {
        ...wanted,
        state: 'missing',
        reason: host.tags.reason ?? 'there is no /proc',
        remedy: installBubblewrap,
      };
}

function throughBubblewrap({ bubblewrap }: Capabilities): Holding {
  return bubblewrap.available
    ? { state: 'held', by: 'bubblewrap' }
    : missing(bubblewrap.reason, installBubblewrap);
}

function networkHolding(host: Capabilities): Holding {
  const { bubblewrap } = host;
  if (!bubblewrap.available) return missing(bubblewrap.reason, installBubblewrap);
  const problem = bubblewrap.missing?.net;
  return problem === undefined
    ? { state: 'held', by: 'network namespace' }
    : missing(problem, installBubblewrap);
}

function seccompHolding({ seccomp, bubblewrap }: Capabilities): Holding {
  if (seccomp.available) return { state: 'held', by: 'filter' };
  return missing(bubblewrap.available ? seccomp.reason : bubblewrap.reason, installBubblewrap);
}

function privilegesHolding(host: Capabilities): Holding {
  if (host.bubblewrap.available) return { state: 'held', by: 'bubblewrap' };
  return throughSetpriv(host);
}

function throughSetpriv({ setpriv }: Capabilities): Holding {
  return setpriv.available ? { state: 'held', by: 'setpriv' } : missing(setpriv.reason, installSetpriv);
}

function treeHolding({ cgroup, tags }: Capabilities, controller: string): Holding {
  if (cgroup.controllers.includes(controller)) return { state: 'held', by: `cgroup v${cgroup.version}` };
  const reason = cgroup.reason ?? `the cgroup has no ${controller} controller`;
  return tags.available || cgroup.available
    ? { state: 'watched', by: 'supervisor', reason, remedy: delegateCgroup }
    : missing(reason, delegateCgroup);
}

function shareHolding({ cgroup }: Capabilities): Holding {
  if (cgroup.controllers.includes('quota')) return { state: 'held', by: `cgroup v${cgroup.version}` };
  return missing(cgroup.reason ?? 'the cgroup has no cpu controller', delegateCgroup);
}

function missing(reason = 'not available', remedy: string): Holding {
  return { state: 'missing', reason, remedy };
}
