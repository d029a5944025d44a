import { arch } from 'node:os';
import { type CgroupDetection, detectCgroup, removeParents } from './cgroup-layout.ts';
import { findProgram } from './command.ts';
import { type Environment, searchPath } from './environment.ts';
import { SandboxError } from './errors.ts';
import { createOwnerId } from './owner.ts';
import { groupName } from './owner-folder.ts';
import { type Bubblewrap, probeBubblewrap, tryFilter } from './probe-bubblewrap.ts';
import { createTag, tagOf } from './process-table.ts';
import { seccompFilter } from './seccomp/filter.ts';
import { type Architecture, architectures } from './seccomp/system-calls.ts';
import { probeShell, type Shell } from './shell.ts';
import { findHostFolders, type HostFolders } from './view/host-folders.ts';

/** `true`: always, so a host without it is refused; `false`: never; `'auto'`: where it works and is of use. */
export type Mechanism = boolean | 'auto';

export interface Mechanisms {
  /** Default `'auto'`: for every policy that isolates, for package folders, and where cgroups are missing. */
  readonly bubblewrap?: Mechanism;
  /** Default `'auto'`. */
  readonly cgroup?: Mechanism;
  /** Filters of system calls, which need bubblewrap. Default `'auto'`. */
  readonly seccomp?: Mechanism;
}

/** What a sandbox found on its host. */
export interface Host {
  readonly ownerId: string;
  readonly root: boolean;
  readonly shell: Shell;
  readonly bubblewrap: Bubblewrap | { readonly reason: string };
  /** Whether commands run below bubblewrap even where nothing asks for it. */
  readonly bubblewrapAlways: boolean;
  readonly cgroup: CgroupDetection;
  readonly seccomp: { readonly filter: Buffer } | { readonly reason: string };
  readonly setpriv: string | undefined;
  readonly folders: HostFolders;
}

const turnedOff = { reason: 'turned off' } as const;

/** Looks once; makes the sandbox's own cgroups. Throws `GW_SANDBOX_UNAVAILABLE` for a needed mechanism. */
export async function probeHost(env: Environment, mechanisms: Mechanisms = {}): Promise<Host> {
  const root = process.getuid?.() === 0;
  const path = searchPath(env);
  const ownerId = createOwnerId(highestOwnerId());
  const [shell, { bubblewrap, seccomp }, setpriv, folders] = await Promise.all([
    probeShell(createTag(ownerId, 0)),
    probeIsolation(path, root, mechanisms),
    findProgram('setpriv', `${path}:/usr/bin:/bin`),
    findHostFolders(env, root),
  ]);
  // Last, and not beside the others: until the watchdog runs, nobody removes them when the gateway is killed.
  const cgroup = mechanisms.cgroup === false ? turnedOff : await detectCgroup(groupName(ownerId));
  const missing = Object.entries({ bubblewrap, cgroup, seccomp }).flatMap(([name, found]) =>
    mechanisms[name as keyof Mechanisms] === true && 'reason' in found ? [`${name}: ${found.reason}`] : [],
  );
  if (missing.length > 0 && 'layout' in cgroup) await removeParents(cgroup.layout.parents);
  if (missing.length > 0) throw new SandboxError('GW_SANDBOX_UNAVAILABLE', missing.join('; '));
  // It costs some milliseconds at each start, and with a cgroup no process of a tree is lost anyway.
  const bubblewrapAlways = mechanisms.bubblewrap === true || 'reason' in cgroup;
  return { ownerId, root, shell, bubblewrap, bubblewrapAlways, cgroup, seccomp, setpriv, folders };
}

async function probeIsolation(
  path: string,
  root: boolean,
  mechanisms: Mechanisms,
): Promise<Pick<Host, 'bubblewrap' | 'seccomp'>> {
  const file = mechanisms.bubblewrap === false ? undefined : await findProgram('bwrap', path);
  if (file === undefined)
    return {
      bubblewrap: mechanisms.bubblewrap === false ? turnedOff : { reason: 'bwrap is not installed' },
      seccomp: mechanisms.seccomp === false ? turnedOff : { reason: 'it needs bubblewrap' },
    };
  const [bubblewrap, seccomp] = await Promise.all([
    probeBubblewrap(file, root),
    mechanisms.seccomp === false ? turnedOff : probeFilter(file, root),
  ]);
  return { bubblewrap, seccomp };
}

async function probeFilter(file: string, root: boolean): Promise<Host['seccomp']> {
  const architecture = arch();
  if (!(architecture in architectures))
    return { reason: `there is no filter for ${architecture} processors` };
  const filter = seccompFilter(architecture as Architecture);
  const problem = await tryFilter(file, root, filter);
  return problem ? { reason: problem } : { filter };
}

/** A gateway that is itself a server of another one may only lower the limit that serves as tag. */
function highestOwnerId(): number | undefined {
  const own = tagOf('self');
  return own === undefined ? undefined : Math.floor(Number(own) / 1e9);
}
