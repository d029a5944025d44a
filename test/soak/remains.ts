import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { SoakedGateway } from './soaked-gateway.ts';

/** What of a gateway there is at one moment. */
export interface Remains {
  readonly processes: number;
  readonly cgroups: number;
  readonly mounts: number;
  readonly files: number;
}

/** Looks at the host, not at what the gateway says of itself. */
export function remainsOf(gateway: SoakedGateway): Remains {
  const owners = [...gateway.owners];
  return {
    processes: gateway.processes().length,
    cgroups: cgroups().filter(path => owners.some(owner => path.includes(owner))).length,
    mounts: readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .filter(line => line.includes(gateway.folder)).length,
    files: filesIn(gateway.sandboxDir) + filesIn(join(gateway.folder, 'tmp')),
  };
}

/** Descriptors that a process has open. */
export function descriptorsOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Folders of the control groups' own kind, which come and go while they are read. */
function cgroups(folder = '/sys/fs/cgroup', depth = 6): string[] {
  if (depth === 0) return [];
  const names = attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
  const folders = names.filter(entry => entry.isDirectory()).map(({ name }) => join(folder, name));
  return [...folders, ...folders.flatMap(path => cgroups(path, depth - 1))];
}

function filesIn(folder: string): number {
  if (!attempt(() => statSync(folder))) return 0;
  return (attempt(() => readdirSync(folder, { recursive: true })) ?? []).length;
}

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
