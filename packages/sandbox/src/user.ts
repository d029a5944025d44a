import { readFile, stat } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { SandboxError } from './errors.ts';

export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

export function ownUser(): User {
  try {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid };
  } catch {
    // Containers run under numbers that no passwd file knows.
    const uid = process.getuid?.() ?? -1;
    return { name: String(uid), uid, gid: process.getgid?.() ?? -1 };
  }
}

/**
 * The user for `dropPrivileges`: `undefined` when there is nothing to drop. Throws `GW_SANDBOX_UNAVAILABLE` rather
 * than run with more than asked for.
 */
export async function unprivilegedUser(options: {
  root: boolean;
  setpriv: string | undefined;
  /** What the command has to reach: its home, its packages. */
  folders: readonly string[];
}): Promise<User | undefined> {
  if (!options.root) return undefined;
  const refuse = (why: string) =>
    new SandboxError('GW_SANDBOX_UNAVAILABLE', `drop_privileges is asked for, but ${why}`);
  if (!options.setpriv) throw refuse('setpriv (of util-linux) is not installed');
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(await readFile('/etc/passwd', 'utf8').catch(() => ''));
  if (!nobody) throw refuse('there is no user nobody');
  for (const folder of options.folders) {
    const closed = await closedFolder(folder);
    if (closed) throw refuse(`nobody can't reach ${folder}: ${closed} is closed to others (chmod o+x)`);
  }
  return { name: 'nobody', uid: Number(nobody[1]), gid: Number(nobody[2]) };
}

async function closedFolder(folder: string): Promise<string | undefined> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : closedFolder(parent);
}
