import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { Environment } from '../environment.ts';

/** Folders of the host by what they are for; the same for every process of a sandbox. */
export interface HostFolders {
  /** Of people: hidden, and never shown again as a whole because something in them is. */
  readonly homes: readonly string[];
  /** Hidden; the process has one of its own in their place. */
  readonly temporary: readonly string[];
  /** Sockets of the host's services, keys and the like: hidden. */
  readonly closed: readonly string[];
  /** What is shown again of `closed`: nothing could look up a name or a user without it. */
  readonly needed: readonly string[];
}

/** Names, certificates and libraries that every program may want; under `strict` all that is seen of the system. */
export const systemBasics: readonly string[] = [
  ...['/lib', '/lib32', '/lib64', '/libx32', '/usr/lib', '/usr/lib32', '/usr/lib64', '/usr/libx32'],
  ...['/usr/local/lib', '/usr/share/nodejs', '/usr/share/perl', '/usr/share/perl5', '/usr/share/zoneinfo'],
  ...['/usr/share/ca-certificates', '/etc/alternatives'],
  ...['/etc/ld.so.cache', '/etc/ld.so.conf', '/etc/ld.so.conf.d', '/etc/localtime', '/etc/timezone'],
  ...['/etc/passwd', '/etc/group', '/etc/nsswitch.conf', '/etc/hosts', '/etc/host.conf', '/etc/resolv.conf'],
  ...['/etc/services', '/etc/protocols', '/etc/gai.conf', '/etc/mime.types'],
  ...['/etc/ssl/certs', '/etc/ssl/openssl.cnf', '/etc/ca-certificates', '/etc/pki', '/etc/nix', '/nix/store'],
];

const needed = ['/etc/resolv.conf', '/run/systemd/resolve', '/run/nscd', '/run/current-system'];

/** Secrets of the host's own that root may read; for everyone else their modes are enough. */
const rootsSecrets = [
  ...['/etc/shadow', '/etc/shadow-', '/etc/gshadow', '/etc/gshadow-', '/etc/sudoers', '/etc/sudoers.d'],
  ...['/etc/ssh', '/etc/ssl/private', '/etc/kubernetes', '/etc/wireguard', '/var/spool/cron', '/var/mail'],
  ...['/var/spool/mail', '/var/lib/docker', '/var/lib/containerd', '/var/lib/kubelet'],
];

/** Never a home, whatever an entry of the user table says: hiding them would leave nothing to run. */
const systemFolders = [
  ...['/dev', '/etc', '/lib', '/opt', '/proc', '/sys', '/var'],
  ...['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin'],
];

const firstPerson = 1000;

export async function findHostFolders(env: Environment, root: boolean): Promise<HostFolders> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const ofPeople = users.split('\n').flatMap(line => {
    const [, , uid = '', , , home = ''] = line.split(':');
    return Number(uid) >= firstPerson && home ? [home] : [];
  });
  const homes = ['/root', '/home', env.HOME ?? '', ownHome(), ...ofPeople].filter(isHome);
  const temporary = ['/tmp', '/var/tmp', env.TMPDIR ?? ''].filter(isHome);
  return {
    homes: [...new Set(homes)],
    temporary: [...new Set(temporary)],
    closed: ['/run', ...(root ? rootsSecrets : [])],
    needed,
  };
}

/** A folder of the system's own, or one above those. */
export function isSystemFolder(folder: string): boolean {
  return folder === '/' || systemFolders.some(system => `${system}/`.startsWith(`${folder}/`));
}

function isHome(folder: string): boolean {
  return folder.startsWith('/') && !isSystemFolder(folder);
}

/** None for a user id that the user table doesn't have, as containers may run with. */
function ownHome(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}
