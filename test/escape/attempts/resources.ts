import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Attempt, does, exhausts } from '../host/scene.ts';

/** The groups in which the host itself is: by their files a process is moved out of its own. */
function hostGroups(): string[] {
  const found = readdirSync('/sys/fs/cgroup', { withFileTypes: true });
  const folders = found.filter(entry => entry.isDirectory()).map(({ name }) => `/sys/fs/cgroup/${name}`);
  return ['/sys/fs/cgroup', ...folders]
    .map(folder => join(folder, 'cgroup.procs'))
    .filter(file => {
      try {
        readFileSync(file);
        return /\/(pids|memory|unified)\/|cgroup\/cgroup\.procs$/.test(file);
      } catch {
        return false;
      }
    });
}

export const resources: Record<string, Attempt> = {
  'resources:fork-bomb': exhausts(
    'processes',
    () => ({ deed: 'fork-bomb', count: 60, seconds: 2.5 }),
    () => ({ python: true }),
  ),
  'resources:memory': exhausts(
    'memory',
    () => ({ deed: 'eat', mb: 320 }),
    () => ({ policy: { memoryMb: 160 } }),
  ),
  'resources:cpu': exhausts(
    'cpu',
    () => ({ deed: 'spin', ms: 3000 }),
    () => ({ policy: { cpuSeconds: 1 } }),
  ),
  'resources:disk': exhausts(
    'disk',
    () => ({ deed: 'fill', files: 8, mb: 8, wait: 2500 }),
    () => ({ policy: { diskMb: 16 } }),
  ),
  'resources:host-disk': async scene => {
    const folder = join(scene.stage.elsewhere, 'filled');
    await mkdir(folder, { recursive: true });
    await scene.run({ deed: 'fill', folder, files: 3, mb: 8 });
    const files = await readdir(folder);
    await rm(folder, { recursive: true });
    return files.length > 0 ? 'open' : 'held';
  },
  'resources:host-temporary': async scene => {
    const folder = '/var/tmp';
    await scene.run({ deed: 'fill', folder, files: 3, mb: 8 });
    const files = (await readdir(folder)).filter(name => /^filled-\d$/.test(name));
    for (const name of files) await rm(join(folder, name));
    return files.length > 0 ? 'open' : 'held';
  },
  'resources:huge-file': async scene => {
    // In a folder that stays, so that its size can be seen.
    const folder = join(scene.stage.elsewhere, 'huge');
    await mkdir(folder, { recursive: true });
    const allowWrite = scene.column.preset === 'none' ? [] : [folder];
    await scene.run({ deed: 'fill', folder, files: 1, mb: 48 }, { policy: { allowWrite } });
    const { size } = await stat(join(folder, 'filled-0'));
    await rm(folder, { recursive: true });
    return size > 11 << 20 ? 'open' : 'limited';
  },
  'resources:descriptors': exhausts(
    'none',
    () => ({ deed: 'open-many', count: 500 }),
    () => ({ policy: { openFiles: 100 } }),
  ),
  'resources:raise-limits': does(
    () => ({ deed: 'raise-limits' }),
    () => ({ python: true }),
  ),
  'resources:leave-cgroup': does(() => ({ deed: 'join-cgroup', files: hostGroups() })),
};
