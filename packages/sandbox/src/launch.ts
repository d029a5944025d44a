import { argumentsDescriptor, seccompDescriptor } from './bubblewrap.ts';
import { keptCapabilities } from './capability.ts';
import type { ProcessLimits } from './process-limits.ts';
import type { Tag } from './process-table.ts';
import type { Shell } from './shell.ts';
import type { User } from './user.ts';

/** Everything that stands between `spawn` and the command. */
export interface LaunchPlan {
  readonly shell: Shell;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly tag: Tag;
  /** A file that exists as long as the gateway may start processes. */
  readonly mark: string;
  /** Pid of the gateway. */
  readonly parent: number;
  readonly joinFiles: readonly string[];
  readonly limits?: ProcessLimits;
  readonly bubblewrap?: BubblewrapLaunch;
  /** util-linux, needed for another user and to take privileges where there is no bubblewrap. */
  readonly setpriv?: string;
  readonly runAs?: User;
  /** What a process of root keeps of root's powers, and whether set-user-id programs lend any. */
  readonly privileges: 'none' | 'usual' | 'all';
  readonly root: boolean;
}

export interface BubblewrapLaunch {
  readonly file: string;
  /** Holds its arguments: on its command line, which its child can read, they would tell what is hidden. */
  readonly argumentsFile: string;
  /** Holds the filter of system calls. */
  readonly filterFile?: string;
  /** Words that enter a network that is there already. */
  readonly join?: readonly string[];
}

/** Exit code of a launch that failed before the command ran; stderr says why. */
const launchFailed = 125;

/**
 * The program and words for `spawn`. A short shell script joins the cgroups, tags and limits itself and then
 * becomes the command by `exec`, so nothing untrusted ever runs outside them. Only numbers are written into
 * the script; folders and the command are its arguments.
 */
export function launchCommand(plan: LaunchPlan): { file: string; args: string[] } {
  const { shell, bubblewrap, joinFiles, mark, command } = plan;
  const chain = [...privilegeWords(plan), ...ownEnvironment(plan), ...command];
  if (bubblewrap)
    chain.unshift(...(bubblewrap.join ?? []), bubblewrap.file, '--args', String(argumentsDescriptor), '--');
  const files = [...joinFiles, mark, ...bubblewrapFiles(bubblewrap).map(({ file }) => file)];
  return { file: shell.file, args: ['-c', launchScript(plan), 'sandbox', ...files, ...chain] };
}

/** What bubblewrap reads, and the descriptor at which it does. */
function bubblewrapFiles(bubblewrap: BubblewrapLaunch | undefined): { file: string; at: number }[] {
  if (!bubblewrap) return [];
  const { argumentsFile, filterFile } = bubblewrap;
  const filter = filterFile === undefined ? [] : [{ file: filterFile, at: seccompDescriptor }];
  return [...filter, { file: argumentsFile, at: argumentsDescriptor }];
}

/** Programs that the launch runs below bubblewrap, so that they have to be seen there. */
export function launchersOf(plan: Pick<LaunchPlan, 'setpriv' | 'runAs'>): string[] {
  return ['/usr/bin/env', '/bin/env', ...(plan.runAs && plan.setpriv ? [plan.setpriv] : [])];
}

/** The environment of `spawn`: the command's, but what would change the programs that stand before it. */
export function launchEnvironment(environment: LaunchPlan['environment']): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !steersPrograms(name)));
}

/**
 * Makes a program load code or write files of someone else's choosing: the loader, the C library or the shell would
 * heed it, outside of the sandbox and with all of the gateway's powers. Source: glibc's list of unsecure variables.
 */
function steersPrograms(name: string): boolean {
  return /^(LD_|GLIBC_|MALLOC_|BASH|GCONV_PATH$|LOCPATH$|NLSPATH$|HOSTALIASES$|ENV$|SHELLOPTS$)/.test(name);
}

/** Takes out what the shell or bubblewrap put into the environment, and puts in what was kept from them. */
function ownEnvironment({ shell, bubblewrap, environment }: LaunchPlan): string[] {
  const added = [...(bubblewrap ? ['PWD'] : []), ...(shell.leaksUnderscore ? ['_'] : [])];
  const unwanted = added.filter(name => !(name in environment));
  const kept = Object.entries(environment).filter(([name]) => steersPrograms(name));
  if (unwanted.length + kept.length === 0) return [];
  return [
    '/usr/bin/env',
    ...unwanted.flatMap(name => ['-u', name]),
    ...kept.map(([name, value]) => `${name}=${value}`),
  ];
}

function launchScript({
  shell,
  tag,
  joinFiles,
  limits,
  environment,
  bubblewrap,
  parent,
}: LaunchPlan): string {
  const added = ['PWD', 'OLDPWD', 'SHLVL'].filter(name => !(name in environment));
  return [
    `fail() { echo "sandbox: $1" >&2; exit ${launchFailed}; }`,
    ...joinFiles.map(() => 'echo 0 > "$1" || fail "could not join $1"; shift'),
    ...(shell.tagOption ? [`ulimit -${shell.tagOption} ${tag} || fail "could not tag the process"`] : []),
    ...(limits ? limitLines(limits) : []),
    // Looked at after the tag is set: who removes the mark finds by the tag everyone that had still seen it.
    // A start that the gateway didn't live to see has another parent: bubblewrap would wait for that one's death.
    `[ -e "$1" ] && [ "$PPID" = ${parent} ] || fail "the gateway has ended"; shift`,
    ...bubblewrapFiles(bubblewrap).map(({ at }) => `exec ${at}< "$1" || exit ${launchFailed}; shift`),
    ...(added.length > 0 ? [`unset ${added.join(' ')}`] : []),
    'exec "$@"',
  ].join('\n');
}

function limitLines({ cpuSeconds, fileSizeBytes, openFiles }: ProcessLimits): string[] {
  // In 512-byte blocks. Source: POSIX, ulimit.
  const blocks = Math.ceil(fileSizeBytes / 512);
  return [
    'ulimit -c 0',
    limitLine('f', blocks),
    limitLine('t', cpuSeconds),
    limitLine('n', openFiles),
    // The host's own shortage of memory should end a server before it ends the gateway.
    '{ echo 300 > /proc/self/oom_score_adj; } 2>/dev/null',
  ];
}

/** Sets soft and hard limit; a host that already holds the gateway to less keeps its own. */
function limitLine(option: string, value: number): string {
  if (!Number.isFinite(value)) return ':';
  return `ulimit -${option} ${value} 2>/dev/null || ulimit -S -${option} "$(ulimit -H -${option})" || fail "could not set limit -${option}"`;
}

function privilegeWords({ setpriv, runAs, root, limits, privileges, bubblewrap }: LaunchPlan): string[] {
  if (!setpriv) return [];
  if (runAs)
    return [setpriv, `--reuid=${runAs.uid}`, `--regid=${runAs.gid}`, '--clear-groups', ...withoutAny(root)];
  if (bubblewrap) return [];
  if (privileges === 'none') return [setpriv, ...withoutAny(root)];
  return privileges === 'usual' && root && limits ? [setpriv, ...keepLimits()] : [];
}

/** Only who has privileges may give them up for good; everyone may forgo those of set-user-id programs. */
function withoutAny(root: boolean): string[] {
  return [...(root ? ['--inh-caps=-all', '--bounding-set=-all'] : []), '--no-new-privs'];
}

function keepLimits(): string[] {
  const kept = keptCapabilities().map(name => `+${name}`);
  return ['--inh-caps=-all', `--bounding-set=${['-all', ...kept].join(',')}`];
}
