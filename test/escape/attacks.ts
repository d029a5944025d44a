import type { Area, Attack, Expected } from './attack.ts';

type Row = readonly [name: string, tries: string, full: Outcomes<4>, bare: Outcomes<3>, python?: 'python'];
type Outcomes<Length extends 3 | 4> = Length extends 4 ? Attack['full'] : Attack['bare'];

const [held, limited, open, none] = ['held', 'limited', 'open', 'none'] as const satisfies Expected[];

/** Outcomes that occur again and again. */
const hidden = [open, open, held, held] as const;
const fenced = [open, open, open, held] as const;
const never = [held, held, held, held] as const;
const powers = [open, held, held, held] as const;
const bounded = [open, limited, limited, limited] as const;
const workspaces = [none, none, none, held] as const;
const bare = {
  open: [open, open, open],
  never: [held, held, held],
  powers: [open, held, held],
  last: [open, open, held],
  bounded: [open, limited, limited],
  none: [none, none, none],
} as const;

const rows: Readonly<Record<Area, readonly Row[]>> = {
  secrets: [
    ['home', "reads a key in the home of the gateway's user", hidden, bare.open],
    ['config', "reads the gateway's configuration", hidden, bare.open],
    ['data', "reads the gateway's data", hidden, bare.open],
    ['key', "looks for the gateway's secret key among its own variables", never, bare.never],
    ['variables', "looks for tokens of the gateway's among its own variables", hidden, bare.last],
    ['inherited', 'reads files that were open in the gateway when it started', never, bare.never],
    ['gateway-environment', "reads the gateway's environment in `/proc`", powers, bare.powers],
    ['gateway-memory', "reads the gateway's memory in `/proc`", powers, bare.powers],
    ['gateway-descriptors', "reads the gateway's open files in `/proc`", powers, bare.powers],
    [
      'gateway-root',
      "reads the gateway's configuration through the roots of processes in `/proc`",
      hidden,
      bare.open,
    ],
    ['processes', 'looks for secrets in words and variables of all processes', hidden, bare.last],
    ['sibling-environment', 'reads the environment of another server in `/proc`', hidden, bare.open],
    ['sibling-memory', 'reads the memory of another server in `/proc`', hidden, bare.open],
    ['sibling-home', 'reads the home of another server', hidden, bare.open],
    [
      'sibling-root',
      'reads the home of another server through the roots of processes in `/proc`',
      hidden,
      bare.open,
    ],
    ['sandboxes', 'searches the folder in which the gateway keeps what its servers have', hidden, bare.open],
    ['left', 'reads what another server left in the temporary folder of the host', hidden, bare.open],
    ['passwords', 'reads the password hashes of the host', hidden, bare.open],
  ],
  processes: [
    ['list', 'lists the processes of the host and their words', hidden, bare.open],
    ['signal-gateway', 'sends a signal to the gateway', hidden, bare.open],
    ['signal-sibling', 'sends a signal to another server', hidden, bare.open],
    ['trace-gateway', 'attaches to the gateway by `ptrace`', powers, bare.powers, 'python'],
    ['trace-sibling', 'attaches to another server by `ptrace`', hidden, bare.open, 'python'],
    ['read-sibling', 'reads the memory of another server by `process_vm_readv`', hidden, bare.open, 'python'],
    ['daemon', 'leaves a daemon behind when it ends', never, bare.never],
    ['shed', 'leaves a daemon behind that has shed all marks', never, bare.open, 'python'],
  ],
  network: [
    ['loopback', 'connects to a service on loopback of the host', fenced, bare.open],
    ['metadata', 'connects to the metadata address', fenced, bare.open],
    ['private', 'connects to a private address', fenced, bare.open],
    ['address', 'connects to an address outside that is not listed', fenced, bare.open],
    ['domain', 'connects to a domain outside that is not listed', fenced, bare.open],
    ['rebinding', 'connects to a listed domain that leads to a private address', fenced, bare.open],
    ['dns-tunnel', 'tells something outside by the name that it looks up', fenced, bare.open],
    ['dns-below-allowed', 'tells something by a name below a listed domain', fenced, bare.open],
    ['dns-direct', 'asks a name server outside directly', fenced, bare.open],
    ['datagram', 'sends a datagram outside', fenced, bare.open],
    ['redirect', 'follows redirects of a listed address to those that are not', fenced, bare.open],
    ['proxy-redirect', 'does so through the proxy', fenced, bare.open],
    ['proxy-connect', 'has the proxy tunnel to the metadata address', fenced, bare.open],
    ['proxy-encoded', 'asks the proxy for loopback, written in other ways', fenced, bare.open],
    ['proxy-host', 'asks the proxy for a listed domain, with another `Host`', fenced, bare.open],
    ['proxy-smuggled', 'smuggles a second request through the proxy', fenced, bare.open],
    ['abstract-socket', 'connects to a UNIX socket of the host that has no file', fenced, bare.open],
    ['gateway-socket', "connects to a UNIX socket in the gateway's folder", hidden, bare.open],
  ],
  resources: [
    ['fork-bomb', 'forks 60 times', bounded, bare.bounded, 'python'],
    ['memory', 'takes twice the memory that it may', bounded, bare.bounded],
    ['cpu', 'computes for three times the time that it may', bounded, bare.bounded],
    ['disk', 'fills its home with four times what it may', bounded, bare.bounded],
    ['host-disk', 'fills a folder of the host', hidden, bare.open],
    ['host-temporary', 'fills the temporary folder of the host', hidden, bare.open],
    ['huge-file', 'writes a file of almost five times the size that it may', bounded, bare.bounded],
    ['descriptors', 'opens five times the files that it may', bounded, bare.bounded],
    ['raise-limits', 'raises its own limits', powers, bare.powers, 'python'],
    ['leave-cgroup', 'moves itself out of its cgroup', hidden, bare.open],
  ],
  files: [
    ['write', 'writes a file of the host', hidden, bare.open],
    ['own-program', 'changes its own program for the next session', hidden, bare.open],
    ['dot-dot', 'reads a key beside a folder that it is shown, by `..`', hidden, bare.open],
    ['symlink', 'reads a key through a symbolic link in its home', hidden, bare.open],
    ['hard-link', 'reads a key through a hard link in its home', hidden, bare.open],
    [
      'laid-link',
      'lays a link to a home where its policy shows a file, for the next start',
      hidden,
      bare.open,
    ],
    ['set-user-id', 'becomes root by a set-user-id program, after `drop_privileges`', powers, bare.powers],
    ['workspace-dot-dot', 'has the gateway read a key beside a workspace, by `..`', workspaces, bare.none],
    ['workspace-link', 'has the gateway read a key through a link in a workspace', workspaces, bare.none],
    ['workspace-write', 'has the gateway write through links in a workspace', workspaces, bare.none],
  ],
  kernel: [
    ['mount', 'mounts a file system', powers, bare.powers, 'python'],
    ['remount', 'mounts the root again, writable', powers, bare.powers, 'python'],
    ['uncover', 'unmounts what hides a home', hidden, bare.open, 'python'],
    ['namespaces', 'makes a user namespace, in which it has all powers', hidden, bare.open, 'python'],
    ['enter-mounts', 'enters the mounts of the host', hidden, bare.open, 'python'],
    ['enter-network', 'enters the network of the host', fenced, bare.open, 'python'],
    ['chroot', 'changes its root', hidden, bare.last, 'python'],
    ['become', 'becomes another user of the host', hidden, bare.last, 'python'],
    ['raw-socket', 'opens a raw socket', hidden, bare.last, 'python'],
    ['packet-socket', 'listens to all packets', hidden, bare.last, 'python'],
    ['vsock', 'opens a socket to the hypervisor', hidden, bare.open, 'python'],
    ['keyring', "reads a key of the gateway's user in the kernel's keyring", hidden, bare.open, 'python'],
    ['programs', 'loads a program into the kernel by `bpf`', powers, bare.powers, 'python'],
    ['make-device', 'makes a device and opens it', hidden, bare.last, 'python'],
    ['devices', "opens disks, the kernel's log and other devices of the host", hidden, bare.open],
    ['settings', 'opens a setting of the kernel that names a program to be run by root', hidden, bare.open],
    ['files', 'looks for any file in `/proc` and `/sys` that it could write', hidden, bare.open],
    ['release-agent', 'opens the same of cgroups', hidden, bare.open],
  ],
  terminal: [
    ['own', 'opens the terminal that it was started from', never, bare.never],
    ['write', "writes on the gateway's terminal", hidden, bare.open, 'python'],
    ['type', "types into the gateway's terminal", powers, bare.powers, 'python'],
  ],
  environment: [
    ['loader', 'has variables that make what starts it load and write files', never, bare.never],
    ['home', "has variables that name somebody's home as its own", powers, bare.powers],
    ['hidden-line', 'has variables with a second one in their names and values', never, bare.never],
    ['shell-words', 'has words that a shell would run', never, bare.never],
  ],
};

/** Every attack and what comes of it where the gateway runs as root, which is the worst case. */
export const attacks: readonly Attack[] = Object.entries(rows).flatMap(([area, ofArea]) =>
  ofArea.map(
    ([name, tries, full, bare, python]): Attack => ({
      ...{ id: `${area as Area}:${name}`, tries, full, bare },
      ...(python && { python: true }),
    }),
  ),
);
