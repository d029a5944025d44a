import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Attempt, type Deed, does, type Scene, steals } from '../host/scene.ts';

const byPython = (deed: (scene: Scene) => Deed): Attempt => does(deed, () => ({ python: true }));

/** CLONE_NEWUSER and CLONE_NEWNS. Source: Linux's sched.h. */
const newUserAndMounts = 0x10020000;

export const kernel: Record<string, Attempt> = {
  'kernel:mount': byPython(() => ({ deed: 'mount', path: '/tmp/mounted' })),
  'kernel:remount': byPython(() => ({ deed: 'remount', path: '/' })),
  'kernel:uncover': steals(
    ({ stage }) => ({ deed: 'uncover', path: stage.home, file: join(stage.home, '.ssh/id') }),
    () => ({ python: true }),
  ),
  'kernel:namespaces': byPython(() => ({ deed: 'namespaces', flags: newUserAndMounts })),
  'kernel:enter-mounts': byPython(() => ({
    deed: 'enter',
    kind: 'mnt',
    host: readlinkSync('/proc/self/ns/mnt'),
  })),
  'kernel:enter-network': does(
    () => ({ deed: 'enter', kind: 'net', host: readlinkSync('/proc/self/ns/net') }),
    ({ column }) => ({ python: true, ...(column.preset === 'strict' && { policy: { network: 'none' } }) }),
  ),
  'kernel:chroot': byPython(() => ({ deed: 'chroot', path: '/tmp/root' })),
  'kernel:become': byPython(() => ({ deed: 'become', uid: 12_345 })),
  'kernel:raw-socket': byPython(() => ({ deed: 'raw-socket' })),
  'kernel:packet-socket': byPython(() => ({ deed: 'packet-socket' })),
  'kernel:vsock': byPython(() => ({ deed: 'vsock' })),
  'kernel:keyring': async scene => {
    const name = `escape-${randomUUID()}`;
    keep('keep-key', name, scene);
    try {
      return scene.stole(await scene.run({ deed: 'search-key', name }, { python: true }));
    } finally {
      keep('drop-key', name, scene);
    }
  },
  'kernel:programs': byPython(() => ({ deed: 'load-program' })),
  'kernel:make-device': byPython(() => ({ deed: 'make-device', path: '/tmp/device' })),
  'kernel:devices': does(() => ({
    deed: 'open-any',
    flags: 'r',
    paths: ['/dev/kmsg', '/dev/mem', '/dev/loop0', '/dev/sda', '/dev/vda', '/dev/fuse'],
  })),
  'kernel:settings': does(() => ({ deed: 'open', path: '/proc/sys/kernel/core_pattern' })),
  'kernel:files': does(() => ({ deed: 'sweep', folders: ['/proc', '/sys'] })),
  'kernel:release-agent': does(() => ({
    deed: 'open-any',
    paths: readdirSync('/sys/fs/cgroup').map(name => `/sys/fs/cgroup/${name}/release_agent`),
  })),
};

/** Done by the gateway's own user, outside of any sandbox. */
function keep(deed: string, name: string, { stage }: Scene): void {
  const script = join(stage.programs, 'attacker.py');
  const input = JSON.stringify({ deed, name, ...(deed === 'keep-key' && { secret: stage.secret }) });
  const { stdout } = spawnSync(stage.python ?? 'python3', [script], { input, encoding: 'utf8' });
  if (!JSON.parse(stdout).succeeded) throw new Error(`The keyring can't be used: ${stdout}`);
}
