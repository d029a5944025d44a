import type { Requirement } from '../requirement.ts';

export const sandbox: readonly Requirement[] = [
  {
    id: 'sandbox:capabilities:reasons',
    sentence:
      'What the host offers is found out once and said with reasons; what is asked for and missing is refused.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:cgroup:v2',
    sentence: 'Under cgroup v2 a tree is counted, killed to the last daemon, and its group removed.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:command:argv',
    sentence: 'Words of a command are never read by a shell.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:command:not-found',
    sentence: 'A command that does not exist or can not be run is refused by name.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:command:working-dir',
    sentence:
      'A command starts in `working_dir`, by default in the folder the gateway was started in; a missing one is refused.',
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'sandbox:env:disabled',
    sentence: "`enabled: false` passes the gateway's environment but its secret key.",
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:env:restricted',
    sentence: "A restricted server has the variables of the contract and the service's own, nothing else.",
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:env:unrestricted',
    sentence:
      "`restricted_env: false` passes the gateway's environment without its key and the loader's settings.",
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:home:own',
    sentence: 'Each process has a home folder of its own, closed to others.',
    source: 'wire contract, improvements',
  },
  {
    id: 'sandbox:home:removed',
    sentence: 'The home folder of a process goes with it.',
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:limits:cpu',
    sentence: 'A process that has used up its CPU seconds is ended, and the reason says so.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:file-size',
    sentence: 'A file can grow to the limit and no further.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:fork-bomb',
    sentence: 'A fork bomb is bounded and ended, daemons included, for root too.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:hard',
    sentence: 'CPU and file limits are soft and hard alike, and a command can not lift them, root neither.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:memory',
    sentence: 'A server over its memory limit is ended, and the reason says so.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:memory-of-the-tree',
    sentence: 'The memory limit holds for the whole tree of a server.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:off',
    sentence: '`resource_limits: false` limits nothing.',
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'sandbox:limits:processes',
    sentence: 'More processes than the limit end the server, and the reason says so.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:limits:threads',
    sentence: 'Threads are no processes: Node servers start under the default limit.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:aborted-start',
    sentence: 'A start that is aborted, at whatever moment, leaves nothing behind.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:exit',
    sentence: 'What a command leaves running when it exits is ended.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:gateway-sigkill',
    sentence: "Servers, their daemons, folders and cgroups go after the gateway's SIGKILL.",
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:half-started',
    sentence:
      'The processes of half-finished starts go too, and never reach their command without a gateway.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:ignores-sigterm',
    sentence: 'A server that ignores SIGTERM is gone once stop() resolves.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:leftovers',
    sentence: 'The next gateway ends what a crashed one left, and touches nothing of a living one.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:many',
    sentence: 'A hundred servers started and stopped at once leave no process, folder, cgroup or open file.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:nested',
    sentence: 'A gateway that is a server of another one goes with all that it started.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:open-pipes',
    sentence: 'A grandchild that holds the pipes open delays neither the exit nor the stop.',
    source: 'issue 3, bad input',
  },
  {
    id: 'sandbox:orphans:orphaned-start',
    sentence:
      'A start that the gateway did not live to see ends before its command, even where the watchdog was killed, too.',
    source: 'issue 5, part 3',
  },
  {
    id: 'sandbox:orphans:stop',
    sentence: 'Daemons with sessions of their own and emptied environments are gone once stop() resolves.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:trusted',
    sentence: 'A server with the sandbox off leaves nothing behind either.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:watchdog-killed',
    sentence: 'A watchdog that is killed is replaced.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:orphans:wrapper-killed',
    sentence: 'SIGKILL of a wrapper takes the server with it.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:environment',
    sentence: 'Sessions of npx servers have the restricted environment and nothing of npm.',
    source: 'wire contract, Config',
  },
  {
    id: 'sandbox:packages:failed',
    sentence: "A download that fails is reported with the runner's words, and tried again.",
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:file-limit',
    sentence: 'The installation of packages is not bound by the file limit.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:forms',
    sentence:
      'Named programs, local packages and `npm exec` work as with npx itself; other uses run as written.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:impatient',
    sentence: 'A session that gives up waiting leaves the installation to the next one.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:interrupted',
    sentence: "The gateway's SIGKILL ends an installation under way, and the next gateway begins again.",
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:local',
    sentence: 'npx of a program that the project has runs that one and asks no registry.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:once',
    sentence: 'An npx server is downloaded once, before its first session.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:read-only',
    sentence: 'A session can not change the packages that the next one runs.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:shared',
    sentence: 'Starts at the same time, in two gateways, share one download.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:packages:uvx',
    sentence: 'A uvx server is installed once and then runs from there, offline.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:privileges:dropped',
    sentence: '`drop_privileges` makes root nobody, without groups or capabilities.',
    source: 'signalwire-gateway-guide.txt',
  },
  {
    id: 'sandbox:privileges:refused',
    sentence: '`drop_privileges` that can not be had is refused, with the reason.',
    source: 'design.md, Decisions 5',
  },
  {
    id: 'sandbox:start:default-level',
    sentence: 'Node, Python and npx servers in any folder start under the default level.',
    source: 'issue 3, part 4',
  },
  {
    id: 'sandbox:usage:tree',
    sentence: 'Usage counts CPU, memory and processes of the whole tree.',
    source: 'issue 3, part 4',
  },
];
