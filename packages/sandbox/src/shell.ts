import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram } from './command.ts';

const run = promisify(execFile);

/** The POSIX shell that starts commands, and what is peculiar about it. */
export interface Shell {
  readonly file: string;
  /** The option of its `ulimit` for file locks, by which processes are tagged; absent where there is none. */
  readonly tagOption?: 'w' | 'x';
  /** Whether it adds a variable `_` to the environment of what it starts (bash does; `unset` does not help). */
  readonly leaksUnderscore: boolean;
}

/** Words that tag a command: put before it, whatever it starts is found by that. None where the shell can't. */
export const tagging = ({ file, tagOption }: Shell, tag: string): string[] =>
  tagOption ? [file, '-c', `ulimit -${tagOption} ${tag} && exec "$@"`, 'sandbox'] : [];

/** Asks the shell once, by running it. dash first: it starts fastest and adds least. */
export async function probeShell(tag: string): Promise<Shell> {
  const file = (await findProgram('dash', '/bin:/usr/bin')) ?? '/bin/sh';
  const script = `ulimit -w ${tag} 2>/dev/null && echo w || { ulimit -x ${tag} 2>/dev/null && echo x; } || echo none
while read -r line; do case $line in "Max file locks "*) echo "$line";; esac; done < /proc/self/limits
exec env`;
  const { stdout } = await run(file, ['-c', script], { env: {} }).catch(() => ({ stdout: '' }));
  const option = /^[wx]$/m.exec(stdout)?.[0] as 'w' | 'x' | undefined;
  const tagged = new RegExp(`^Max file locks +${tag} +${tag} `, 'm').test(stdout);
  return { file, leaksUnderscore: /^_=/m.test(stdout), ...(option && tagged ? { tagOption: option } : {}) };
}
