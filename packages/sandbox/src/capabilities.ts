import type { Namespace } from './bubblewrap.ts';
import type { Host } from './host.ts';

/** Whether something is there. */
export interface Finding {
  readonly available: boolean;
  /** Why not, for people. */
  readonly reason?: string;
}

/** What this host offers a sandbox, found out once, and why something is missing. */
export interface Capabilities {
  readonly root: boolean;
  /** A view of the host's files and namespaces of its own for each server. */
  readonly bubblewrap: Finding & {
    readonly version?: string;
    readonly path?: string;
    /** Namespaces that can't be had beside those of processes and mounts, and why. */
    readonly missing?: Readonly<Partial<Record<Namespace, string>>>;
  };
  /** Filters of system calls. */
  readonly seccomp: Finding;
  /** Limits of the kernel for whole trees, and a sure way to find all of a tree. */
  readonly cgroup: Finding & { readonly version?: 1 | 2; readonly controllers: readonly string[] };
  /** Tags by which descendants are found without cgroups. */
  readonly tags: Finding;
  /** Needed for `dropPrivileges`. */
  readonly setpriv: Finding & { readonly path?: string };
}

export function describeHost({ root, bubblewrap, seccomp, cgroup, shell, setpriv }: Host): Capabilities {
  return {
    root,
    bubblewrap:
      'reason' in bubblewrap
        ? { available: false, reason: bubblewrap.reason }
        : {
            available: true,
            version: bubblewrap.version,
            path: bubblewrap.file,
            missing: bubblewrap.missing,
          },
    seccomp: 'reason' in seccomp ? { available: false, reason: seccomp.reason } : { available: true },
    cgroup:
      'reason' in cgroup
        ? { available: false, controllers: [], reason: cgroup.reason }
        : {
            available: true,
            version: cgroup.layout.version,
            controllers: [...cgroup.layout.parents.keys()].filter(name => name !== 'base'),
          },
    tags: shell.tagOption
      ? { available: true }
      : {
          available: false,
          reason: `${shell.file} can't set the limit that serves as tag, or there is no /proc`,
        },
    setpriv: setpriv
      ? { available: true, path: setpriv }
      : { available: false, reason: 'setpriv (of util-linux) is not installed' },
  };
}
