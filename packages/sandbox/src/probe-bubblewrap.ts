import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { bubblewrapArguments, type Isolation, type Namespace, seccompDescriptor } from './bubblewrap.ts';

/** bubblewrap, and what of it works on this host. */
export interface Bubblewrap {
  readonly file: string;
  readonly version: string;
  /** Namespaces that can be had beside those of processes and mounts, without which it is of no use. */
  readonly namespaces: readonly Namespace[];
  /** Why others can't be had. */
  readonly missing: Readonly<Partial<Record<Namespace, string>>>;
}

const namespaces: readonly Namespace[] = ['user', 'ipc', 'uts', 'cgroup', 'net'];
const timeoutMs = 5000;

/** Really runs bubblewrap: hosts forbid namespaces in many ways, containers most of all. */
export async function probeBubblewrap(file: string, root: boolean): Promise<Bubblewrap | { reason: string }> {
  const [version, all] = await Promise.all([run(file, ['--version']), isolate(file, root, namespaces)]);
  const found = { file, version: /[\d.]+/.exec(version.stdout)?.[0] ?? 'unknown' };
  if (!all.problem) return { ...found, namespaces, missing: {} };
  const least = await isolate(file, root, []);
  if (least.problem) return { reason: `bwrap does not work here: ${least.problem}` };
  const tries = await Promise.all(
    namespaces.map(async name => [name, (await isolate(file, root, [name])).problem] as const),
  );
  return {
    ...found,
    namespaces: tries.filter(([, problem]) => !problem).map(([name]) => name),
    missing: Object.fromEntries(tries.filter(([, problem]) => problem)),
  };
}

/** Says why a filter can't be set, or nothing. */
export async function tryFilter(file: string, root: boolean, filter: Buffer): Promise<string | undefined> {
  return (await isolate(file, root, [], filter)).problem;
}

function isolate(file: string, root: boolean, wanted: readonly Namespace[], filter?: Buffer): Promise<Run> {
  const isolation: Isolation = {
    view: { ground: 'shown', places: [{ kind: 'hidden', path: '/tmp' }] },
    namespaces: wanted,
    capabilities: 'none',
    seccomp: filter !== undefined,
  };
  const words = bubblewrapArguments(isolation, { root, workingDir: '/' });
  return run(file, [...words, '--', '/bin/sh', '-c', 'exit 0'], filter);
}

interface Run {
  readonly stdout: string;
  /** Of one that failed: its last words. */
  readonly problem?: string;
}

async function run(file: string, words: readonly string[], third?: Buffer): Promise<Run> {
  try {
    const child = spawn(file, words, {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      timeout: timeoutMs,
      cwd: '/',
    });
    const extra = child.stdio[seccompDescriptor];
    // A program that doesn't want it may be gone before it is written.
    extra?.on('error', () => {});
    if (extra && 'end' in extra) extra.end(third);
    const [stdout, stderr, [code, signal]] = await Promise.all([
      child.stdout ? text(child.stdout) : '',
      child.stderr ? text(child.stderr) : '',
      once(child, 'exit'),
    ]);
    return code === 0 ? { stdout } : { stdout, problem: stderr.trim() || `it ended with ${code ?? signal}` };
  } catch (error) {
    return { stdout: '', problem: (error as Error).message };
  }
}
