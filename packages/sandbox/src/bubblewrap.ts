import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { keptCapabilities } from './capability.ts';
import { findProgram } from './command.ts';

const run = promisify(execFile);

export interface Bubblewrap {
  readonly file: string;
  readonly version: string;
}

export interface BubblewrapOptions {
  readonly root: boolean;
  readonly workingDir: string;
  /** Folders that the process sees but can't change. */
  readonly readOnly?: readonly string[];
}

/** The words before the command: a PID namespace that dies with its parent; files and network as they are. */
export function bubblewrapArguments(options: BubblewrapOptions): string[] {
  const { root, workingDir, readOnly = [] } = options;
  return [
    ...['--unshare-pid', '--die-with-parent', '--dev-bind', '/', '/', '--proc', '/proc'],
    ...['--ro-bind-try', '/sys/fs/cgroup', '/sys/fs/cgroup'],
    ...readOnly.flatMap(folder => ['--ro-bind', folder, folder]),
    ...['--chdir', workingDir],
    ...(root
      ? ['--cap-drop', 'ALL', ...keptCapabilities().flatMap(name => ['--cap-add', `cap_${name}`])]
      : []),
    '--',
  ];
}

/** Finds bubblewrap and really runs it once: hosts forbid namespaces in many ways, containers most of all. */
export async function probeBubblewrap(path: string, root: boolean): Promise<Bubblewrap | { reason: string }> {
  const file = await findProgram('bwrap', path);
  if (!file) return { reason: 'bwrap is not installed' };
  try {
    const { stdout } = await run(file, ['--version'], { timeout: 5000 });
    await run(file, [...bubblewrapArguments({ root, workingDir: '/' }), '/bin/sh', '-c', 'exit 0'], {
      timeout: 5000,
    });
    return { file, version: /[\d.]+/.exec(stdout)?.[0] ?? 'unknown' };
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim();
    return { reason: `bwrap does not work here: ${said || (error as Error).message}` };
  }
}
