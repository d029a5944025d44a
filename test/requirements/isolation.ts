import type { Requirement } from '../requirement.ts';

export const isolation: readonly Requirement[] = [
  {
    id: 'isolation:attack:planted-link',
    sentence:
      'A link that a server lays in a folder it may change makes nothing visible, now or at its next start.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:config:left-out',
    sentence: 'What a configuration leaves out of a policy is left for the preset to say.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:config:network',
    sentence: 'The network is `host`, `none` or an allow-list; anything else is refused with its place.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:config:paths',
    sentence: 'Relative paths of a policy are those of the working folder of the gateway.',
    source: 'docs/sandbox.md',
  },
  {
    id: 'isolation:degraded:allowed',
    sentence: 'With `allow_degraded` a server starts without what the host cannot give.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:degraded:default',
    sentence:
      'A host that cannot isolate starts servers that ask for nothing of it, and says once what they go without.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:degraded:never',
    sentence: '`allow_degraded: false` refuses whatever the host cannot give, the default included.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:degraded:privileges',
    sentence: 'Where there is no bubblewrap, privileges are taken away all the same.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:degraded:reason',
    sentence: 'Why bubblewrap does not work is told in its own words.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:degraded:refused',
    sentence:
      'What a policy asks for and the host cannot give keeps the server from starting; the error says what, why, and what to install.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:doctor:exit-code',
    sentence: '`mcp-gateway doctor` ends with 1 when a service could not start.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:doctor:json',
    sentence: '`mcp-gateway doctor --json` prints what it found for programs.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:doctor:remedies',
    sentence: '`mcp-gateway doctor` says what to install.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:doctor:services',
    sentence: '`mcp-gateway doctor` prints what the host has, and what each service gets, field by field.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:example:hostile-server',
    sentence: 'The example server that looks for secrets finds none under the default level.',
    source: 'issue 5, Done means',
  },
  {
    id: 'isolation:files:devices',
    sentence: 'Devices of the host are hidden; those that every program needs are there.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:files:gateway',
    sentence: "The gateway's configuration and data are hidden.",
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:files:gateway-replaced',
    sentence: 'A configuration that is replaced while a server runs stays hidden from it.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:files:homes',
    sentence: 'Home folders are hidden.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:files:other-servers',
    sentence: 'The home of another server is hidden.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:files:read-only',
    sentence: "The host's files are shown read-only.",
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:files:root-secrets',
    sentence: 'Passwords and keys that only root may read are hidden from servers of root.',
    source: 'docs/sandbox.md',
  },
  {
    id: 'isolation:files:temporary',
    sentence: 'Temporary folders are hidden; the server has its own.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:limits:cpu-share',
    sentence: '`cpu_share` bounds the processors that a tree uses at once.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:limits:disk',
    sentence:
      '`disk_mb` bounds what the own folders of a server hold; over it, it is ended with that reason.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:limits:disk-tricks',
    sentence:
      'Files without a name and folders too deep to be named count against the disk limit, and are removed.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:limits:open-files',
    sentence: '`open_files` bounds the descriptors of a process.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:mechanisms:each',
    sentence: 'Each mechanism can be missing alone; the rest holds.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:mechanisms:ordinary-user',
    sentence: 'A gateway that is not root isolates as one that is.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:policy:allow-read',
    sentence: '`allow_read` shows paths read-only.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:policy:allow-write',
    sentence: '`allow_write` shows paths and lets them be changed.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:policy:fields',
    sentence: 'What a field means when it is absent, empty and filled is decided in one place.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:policy:guide-levels',
    sentence: "The guide's booleans keep their meaning: they stand for presets.",
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:policy:hide',
    sentence: '`hide` hides paths, below allowed ones too.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:policy:missing-path',
    sentence: 'An allowed path that does not exist is refused by name.',
    source: 'docs/sandbox.md',
  },
  {
    id: 'isolation:user:unknown',
    sentence: 'A gateway whose user has neither a name nor a home starts servers.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:view:open-folders',
    sentence: 'Folders that lead to what is shown again are open to a server that runs as nobody.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:privileges:none',
    sentence: 'A server has no capabilities and can gain none.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:processes:hidden',
    sentence: 'Other processes are hidden: a server has a PID namespace and a /proc of its own.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:seccomp:foreign',
    sentence: 'Processes of a foreign architecture, x32 included, are killed.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:seccomp:namespaces',
    sentence: 'A server can make no namespaces.',
    source: 'issue 5, part 6',
  },
  {
    id: 'isolation:seccomp:off',
    sentence: '`seccomp: false` leaves the answer to the kernel.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:seccomp:refused',
    sentence:
      'System calls that reach into other processes, the kernel or the host are refused with an error.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:seccomp:sockets',
    sentence: 'A server has local and internet sockets, none of them raw.',
    source: 'issue 5, part 6',
  },
  {
    id: 'isolation:seccomp:terminal',
    sentence: 'A server can type into no terminal.',
    source: 'issue 5, part 6',
  },
  {
    id: 'isolation:seccomp:usual-calls',
    sentence: 'System calls that every program makes are allowed.',
    source: 'issue 5, part 2',
  },
  {
    id: 'isolation:shown:links',
    sentence: 'Links on the way to what is shown are kept.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:shown:named',
    sentence: 'What command and variables name by absolute path is shown again, read-only.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:shown:never-a-home',
    sentence: 'A home is never shown as a whole because of something in it.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:shown:package-root',
    sentence: "What is shown again comes with its package's root.",
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:shown:script',
    sentence: 'A script without a package comes with its folder.',
    source: 'docs/sandbox.md',
  },
  {
    id: 'isolation:shown:version-managers',
    sentence: 'A Node below a home, as version managers install it, starts.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:shown:virtual-environments',
    sentence: 'Python virtual environments below a home start, the Python that they are made of included.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:shown:working-dir',
    sentence: 'The working folder is shown, with its package.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:strict:named',
    sentence: '`strict` shows what the policy names, and nothing for being named elsewhere.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:strict:nothing-else',
    sentence: '`strict` shows nothing of the host but libraries and the program of the command.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:strict:read-only',
    sentence: 'Under `strict` only the own folders can be changed.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:strict:starts',
    sentence: 'Node and Python servers start under `strict`.',
    source: 'issue 5, part 1',
  },
  {
    id: 'isolation:usage:causes',
    sentence: 'The metrics count how servers ended, by cause.',
    source: 'issue 5, part 5',
  },
  {
    id: 'isolation:usage:metrics',
    sentence: 'The metrics tell CPU time, memory, processes and bytes of each service.',
    source: 'issue 5, part 5',
  },
  {
    id: 'isolation:usage:sessions',
    sentence: '`/sessions` tells CPU time, memory, processes and bytes of each process.',
    source: 'issue 5, part 5',
  },
  {
    id: 'isolation:usage:storage',
    sentence: 'The usage of a process tells what it moved from and to storage.',
    source: 'issue 5, part 5',
  },
];
