import { type Bubblewrap, probeBubblewrap } from './bubblewrap.ts';
import { type CgroupDetection, detectCgroup, removeParents } from './cgroup-layout.ts';
import { findProgram } from './command.ts';
import { type Environment, searchPath } from './environment.ts';
import { SandboxError } from './errors.ts';
import { createOwnerId } from './owner.ts';
import { groupName } from './owner-folder.ts';
import { createTag, tagOf } from './process-table.ts';
import { probeShell, type Shell } from './shell.ts';

/** `true`: always, so a host without it is refused; `false`: never; `'auto'`: where it works and is of use. */
export type Mechanism = boolean | 'auto';

export interface Mechanisms {
  /** Default `'auto'`: for every command where cgroups are missing, otherwise for shared package folders only. */
  readonly bubblewrap?: Mechanism;
  /** Default `'auto'`. */
  readonly cgroup?: Mechanism;
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
  readonly setpriv: string | undefined;
}

const turnedOff = { reason: 'turned off' } as const;

/** Looks once; makes the sandbox's own cgroups. Throws `GW_SANDBOX_UNAVAILABLE` for a needed mechanism. */
export async function probeHost(env: Environment, mechanisms: Mechanisms = {}): Promise<Host> {
  const { bubblewrap: wantBubblewrap = 'auto', cgroup: wantCgroup = 'auto' } = mechanisms;
  const root = process.getuid?.() === 0;
  const path = searchPath(env);
  const ownerId = createOwnerId(highestOwnerId());
  const [shell, bubblewrap, setpriv] = await Promise.all([
    probeShell(createTag(ownerId, 0)),
    wantBubblewrap === false ? turnedOff : probeBubblewrap(path, root),
    findProgram('setpriv', `${path}:/usr/bin:/bin`),
  ]);
  // Last, and not beside the others: until the watchdog runs, nobody removes them when the gateway is killed.
  const cgroup = wantCgroup === false ? turnedOff : await detectCgroup(groupName(ownerId));
  const missing = [
    ...(wantBubblewrap === true && 'reason' in bubblewrap ? [`bubblewrap: ${bubblewrap.reason}`] : []),
    ...(wantCgroup === true && 'reason' in cgroup ? [`cgroup: ${cgroup.reason}`] : []),
  ];
  if (missing.length > 0 && 'layout' in cgroup) await removeParents(cgroup.layout.parents);
  if (missing.length > 0) throw new SandboxError('GW_SANDBOX_UNAVAILABLE', missing.join('; '));
  // It costs some milliseconds at each start, and with a cgroup no process of a tree is lost anyway.
  const bubblewrapAlways = wantBubblewrap === true || 'reason' in cgroup;
  return { ownerId, root, shell, bubblewrap, bubblewrapAlways, cgroup, setpriv };
}

/** A gateway that is itself a server of another one may only lower the limit that serves as tag. */
function highestOwnerId(): number | undefined {
  const own = tagOf('self');
  return own === undefined ? undefined : Math.floor(Number(own) / 1e9);
}
