import { dirname } from 'node:path';
import { keptCapabilities } from './capability.ts';
import type { FileView } from './view/file-view.ts';
import type { Place } from './view/place.ts';
import { isWithin } from './view/place-map.ts';

/** What bubblewrap does for one process. */
export interface Isolation {
  readonly view: FileView;
  /** Namespaces beside those of processes and mounts. */
  readonly namespaces: readonly Namespace[];
  /** What a process of root keeps of root's powers. */
  readonly capabilities: 'none' | 'usual' | 'all';
  /** Whether there is a filter of system calls. */
  readonly seccomp: boolean;
}

export type Namespace = 'user' | 'ipc' | 'uts' | 'cgroup' | 'net';

/** The descriptors at which bubblewrap finds the filter, and its own arguments. */
export const seccompDescriptor = 3;
export const argumentsDescriptor = 4;

/** Room in shared memory, as container engines give it. */
const sharedMemoryBytes = 64 * 1024 * 1024;

/**
 * Settings of the kernel, of this process's host and not of its namespaces. Their files belong to root and ask for no
 * capability, so root could still write them. Container engines show them read-only, too.
 */
const kernelSettings = ['acpi', 'bus', 'fs', 'irq', 'mtrr', 'pressure', 'scsi', 'sys', 'sysrq-trigger'].map(
  name => `/proc/${name}`,
);

/** The words before `--` and the command. */
export function bubblewrapArguments(
  isolation: Isolation,
  { root, workingDir }: { root: boolean; workingDir: string },
): string[] {
  const { namespaces, seccomp, capabilities } = isolation;
  return [
    ...['--unshare-pid', '--die-with-parent', ...namespaces.map(name => `--unshare-${name}`)],
    ...fileArguments(isolation.view),
    ...['--chdir', workingDir],
    ...(root ? capabilityWords(capabilities) : []),
    ...(seccomp ? ['--seccomp', String(seccompDescriptor)] : []),
  ];
}

function capabilityWords(capabilities: Isolation['capabilities']): string[] {
  if (capabilities === 'all') return ['--cap-add', 'ALL'];
  const kept = capabilities === 'none' ? [] : keptCapabilities();
  return ['--cap-drop', 'ALL', ...kept.flatMap(name => ['--cap-add', `cap_${name}`])];
}

function fileArguments({ ground, places }: FileView): string[] {
  const words = places.flatMap(place => [...leadingTo(place, places), ...mount(place)]);
  if (ground === 'writable')
    return [
      ...['--dev-bind', '/', '/', '--proc', '/proc', '--ro-bind-try', '/sys/fs/cgroup', '/sys/fs/cgroup'],
      ...words,
    ];
  const sealed = places.filter(({ kind }) => kind === 'hidden').map(({ path }) => path);
  return [
    ...(ground === 'shown' ? ['--ro-bind', '/', '/'] : foldersAbove(places).flatMap(path => ['--dir', path])),
    ...['--dev', '/dev', '--size', String(sharedMemoryBytes), '--tmpfs', '/dev/shm', '--proc', '/proc'],
    ...kernelSettings.flatMap(path => ['--ro-bind-try', path, path]),
    ...words,
    // Last: whatever is seen in a hidden folder has been put there by then.
    ...[...sealed, '/dev', ...(ground === 'hidden' ? ['/'] : [])].flatMap(path => ['--remount-ro', path]),
  ];
}

/** The folders that lead to a place in a folder that covers the host's. */
function leadingTo({ path }: Place, places: readonly Place[]): string[] {
  const cover = places.findLast(place => place.path !== path && isWithin(path, place.path));
  if (cover?.kind !== 'hidden' && cover?.kind !== 'writable') return [];
  const between = foldersAbove([{ kind: 'folder', path }]).filter(
    folder => folder !== cover.path && isWithin(folder, cover.path),
  );
  return between.flatMap(folder => ['--dir', folder]);
}

/** Made by bubblewrap unasked, they would be closed to a command that runs as another user. */
function foldersAbove(places: readonly Place[]): string[] {
  const above = (path: string): string[] => (path === '/' ? [] : [...above(dirname(path)), path]);
  return [...new Set(places.flatMap(({ path }) => above(dirname(path))))];
}

function mount(place: Place): string[] {
  const { kind, path } = place;
  switch (kind) {
    case 'hidden':
      return ['--tmpfs', path];
    case 'folder':
      return ['--dir', path];
    case 'masked':
      return ['--ro-bind', '/dev/null', path];
    case 'shown':
      return [isDevice(path) ? '--dev-bind-try' : '--ro-bind-try', place.from ?? path, path];
    case 'writable':
      return [isDevice(path) ? '--dev-bind' : '--bind', place.from ?? path, path];
    case 'link':
      return ['--symlink', place.to, path];
  }
}

/** Devices can't be opened where they are mounted like files. */
function isDevice(path: string): boolean {
  return path.startsWith('/dev/');
}
