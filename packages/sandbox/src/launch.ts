import { type Bubblewrap, bubblewrapArguments } from './bubblewrap.ts';
import { keptCapabilities } from './capability.ts';
import type { ProcessLimits } from './policy.ts';
import type { Tag } from './process-table.ts';
import type { Shell } from './shell.ts';
import type { User } from './user.ts';

/** Everything that stands between `spawn` and the command; isolation of files and network will join here. */
export interface LaunchPlan {
  readonly shell: Shell;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly tag: Tag;
  /** A file that exists as long as the gateway may start processes. */
  readonly mark: string;
  readonly joinFiles: readonly string[];
  readonly limits?: ProcessLimits;
  readonly bubblewrap?: Bubblewrap;
  readonly readOnly?: readonly string[];
  /** util-linux, needed for another user and to keep root from lifting its limits where there is no bubblewrap. */
  readonly setpriv?: string;
  readonly runAs?: User;
  readonly root: boolean;
}

/** Exit code of a launch that failed before the command ran; stderr says why. */
const launchFailed = 125;

/**
 * The program and words for `spawn`. A short shell script joins the cgroups, tags and limits itself and then
 * becomes the command by `exec`, so nothing untrusted ever runs outside them. Only numbers are written into
 * the script; folders and the command are its arguments.
 */
export function launchCommand(plan: LaunchPlan): { file: string; args: string[] } {
  const chain = [...withoutAdded(plan), ...plan.command];
  if (plan.runAs && plan.setpriv) chain.unshift(plan.setpriv, ...dropTo(plan.runAs));
  else if (plan.root && plan.limits && plan.setpriv && !plan.bubblewrap)
    chain.unshift(plan.setpriv, ...keepLimits());
  if (plan.bubblewrap) chain.unshift(plan.bubblewrap.file, ...bubblewrapArguments(plan));
  return {
    file: plan.shell.file,
    args: ['-c', launchScript(plan), 'sandbox', ...plan.joinFiles, plan.mark, ...chain],
  };
}

/** Variables that the shell or bubblewrap put into the environment, taken out again. */
function withoutAdded({ shell, bubblewrap, environment }: LaunchPlan): string[] {
  const added = [...(bubblewrap ? ['PWD'] : []), ...(shell.leaksUnderscore ? ['_'] : [])];
  const unwanted = added.filter(name => !(name in environment));
  return unwanted.length > 0 ? ['env', ...unwanted.flatMap(name => ['-u', name])] : [];
}

function launchScript({ shell, tag, joinFiles, limits, environment }: LaunchPlan): string {
  const added = ['PWD', 'OLDPWD', 'SHLVL'].filter(name => !(name in environment));
  return [
    `fail() { echo "sandbox: $1" >&2; exit ${launchFailed}; }`,
    ...joinFiles.map(() => 'echo 0 > "$1" || fail "could not join $1"; shift'),
    ...(shell.tagOption ? [`ulimit -${shell.tagOption} ${tag} || fail "could not tag the process"`] : []),
    ...(limits ? limitLines(limits) : []),
    // Looked at after the tag is set: who removes the mark finds by the tag everyone that had still seen it.
    '[ -e "$1" ] || fail "the gateway has ended"; shift',
    ...(added.length > 0 ? [`unset ${added.join(' ')}`] : []),
    'exec "$@"',
  ].join('\n');
}

function limitLines({ cpuSeconds, fileSizeBytes }: ProcessLimits): string[] {
  // In 512-byte blocks. Source: POSIX, ulimit.
  const blocks = Math.ceil(fileSizeBytes / 512);
  return [
    'ulimit -c 0',
    limitLine('f', blocks),
    limitLine('t', cpuSeconds),
    // The host's own shortage of memory should end a server before it ends the gateway.
    '{ echo 300 > /proc/self/oom_score_adj; } 2>/dev/null',
  ];
}

/** Sets soft and hard limit; a host that already holds the gateway to less keeps its own. */
function limitLine(option: string, value: number): string {
  if (!Number.isFinite(value)) return ':';
  return `ulimit -${option} ${value} 2>/dev/null || ulimit -S -${option} "$(ulimit -H -${option})" || fail "could not set limit -${option}"`;
}

function dropTo({ uid, gid }: User): string[] {
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
  ];
}

function keepLimits(): string[] {
  const kept = keptCapabilities().map(name => `+${name}`);
  return ['--inh-caps=-all', `--bounding-set=${['-all', ...kept].join(',')}`];
}
