import { constants } from 'node:fs';
import { access, mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The controllers that the sandbox uses; `cpu` counts time (v1's cpuacct), `quota` bounds it (v1's cpu). `base`: v2
 * without any of them.
 */
export type Controller = 'memory' | 'pids' | 'cpu' | 'quota' | 'base';

/** Where a sandbox may make groups on this host, and what the files in them are called. */
export interface CgroupLayout {
  readonly version: 1 | 2;
  /** The sandbox's own group of each controller; groups of processes are made below it. */
  readonly parents: ReadonlyMap<Controller, string>;
  readonly files: {
    readonly memoryLimit: string;
    /** What stands for no limit. */
    readonly unlimited: string;
    readonly swapLimit: string;
    /** v1 limits memory and swap together, v2 swap alone. */
    readonly swapIncludesMemory: boolean;
    readonly memoryUsage: string;
    /** The field of memory.stat that the kernel can take back at any time. */
    readonly reclaimable: string;
    readonly outOfMemory: string;
    /** Takes a quota and its period, in microseconds: v1 each in a file of its own, v2 both in one. */
    readonly cpuQuota: readonly string[];
  };
}

export type CgroupDetection = { readonly layout: CgroupLayout } | { readonly reason: string };

const filesOfV1: CgroupLayout['files'] = {
  memoryLimit: 'memory.limit_in_bytes',
  unlimited: '-1',
  swapLimit: 'memory.memsw.limit_in_bytes',
  swapIncludesMemory: true,
  memoryUsage: 'memory.usage_in_bytes',
  reclaimable: 'total_inactive_file',
  outOfMemory: 'memory.oom_control',
  cpuQuota: ['cpu.cfs_quota_us', 'cpu.cfs_period_us'],
};

const filesOfV2: CgroupLayout['files'] = {
  memoryLimit: 'memory.max',
  unlimited: 'max',
  swapLimit: 'memory.swap.max',
  swapIncludesMemory: false,
  memoryUsage: 'memory.current',
  reclaimable: 'inactive_file',
  outOfMemory: 'memory.events',
  cpuQuota: ['cpu.max'],
};

const namesInV1: ReadonlyMap<Controller, string> = new Map([
  ['memory', 'memory'],
  ['pids', 'pids'],
  ['cpu', 'cpuacct'],
  ['quota', 'cpu'],
]);

interface Hierarchy {
  readonly version: 1 | 2;
  /** v1: the controllers of this mount. */
  readonly controllers: readonly string[];
  /** Our own group, as a folder. */
  readonly own: string;
}

/**
 * Makes the sandbox's own groups, named `name`, below the process's own; v1 with memory or pids goes first, as
 * v2 has no controllers then. Says why not when nothing is writable.
 */
export async function detectCgroup(name: string, only?: 1 | 2): Promise<CgroupDetection> {
  const hierarchies = await ownHierarchies().catch(() => []);
  if (hierarchies.length === 0) return { reason: 'no cgroup file system is mounted' };
  const parents = only === 2 ? new Map<Controller, string>() : await makeV1Parents(hierarchies, name);
  if (parents.has('memory') || parents.has('pids'))
    return { layout: { version: 1, parents, files: filesOfV1 } };
  await removeParents(parents);
  const unified = only === 1 ? undefined : hierarchies.find(({ version }) => version === 2);
  const v2 = unified && (await makeV2Parents(unified.own, name));
  if (v2) return { layout: { version: 2, parents: v2, files: filesOfV2 } };
  const owns = hierarchies.map(({ own }) => own).join(', ');
  return { reason: `not writable: ${owns}` };
}

/** Says whether all of them are gone; one with a group in it is not. */
export async function removeParents(parents: ReadonlyMap<Controller, string>): Promise<boolean> {
  const removals = await Promise.allSettled([...new Set(parents.values())].map(parent => rmdir(parent)));
  return removals.every(({ status }) => status === 'fulfilled');
}

async function makeV1Parents(
  hierarchies: readonly Hierarchy[],
  name: string,
): Promise<Map<Controller, string>> {
  const parents = new Map<Controller, string>();
  for (const [controller, nameInV1] of namesInV1) {
    const hierarchy = hierarchies.find(({ controllers }) => controllers.includes(nameInV1));
    const parent = hierarchy && (await makeGroup(hierarchy.own, name));
    if (parent) parents.set(controller, parent);
  }
  return parents;
}

/**
 * v2 hands controllers to children only where `cgroup.subtree_control` says so, and forbids that for a group with
 * processes of its own. So: the nearest group upwards that does; or, alone in its group (a unit with
 * `Delegate=yes`, a container), the gateway moves into a leaf and turns them on; or groups without limits,
 * which still find and kill every process of a tree.
 */
async function makeV2Parents(own: string, name: string): Promise<Map<Controller, string> | undefined> {
  await delegateToChildren(own);
  for (let group = own; group.startsWith('/sys/fs/cgroup'); group = dirname(group)) {
    const given = await words(join(group, 'cgroup.subtree_control'));
    if (!given.includes('memory') || !given.includes('pids')) continue;
    const parent = await makeGroup(group, name);
    if (!parent) continue;
    await writeFile(join(parent, 'cgroup.subtree_control'), '+memory +pids').catch(() => {});
    const bounds = await handOn(parent, '+cpu');
    const controllers = ['memory', 'pids', 'cpu', ...(bounds ? (['quota'] as const) : [])] as const;
    return new Map(controllers.map(controller => [controller, parent]));
  }
  const parent = await makeGroup(own, name);
  return parent ? new Map([['base', parent]]) : undefined;
}

async function delegateToChildren(own: string): Promise<void> {
  const offered = await words(join(own, 'cgroup.controllers'));
  const given = await words(join(own, 'cgroup.subtree_control'));
  if (!offered.includes('memory') || !offered.includes('pids') || given.includes('memory')) return;
  const members = await words(join(own, 'cgroup.procs'));
  const alone = members.length === 1 && members[0] === String(process.pid);
  const leaf = join(own, 'gateway');
  try {
    if (alone) {
      await mkdir(leaf, { recursive: true });
      await writeFile(join(leaf, 'cgroup.procs'), String(process.pid));
    }
    if (!alone && members.length > 0) return;
    await writeFile(join(own, 'cgroup.subtree_control'), '+memory +pids');
    await handOn(own, '+cpu');
  } catch {
    // Not ours to hand on; a group further up may do.
  }
}

/** Not every group has every controller to give. */
function handOn(group: string, controller: string): Promise<boolean> {
  return writeFile(join(group, 'cgroup.subtree_control'), controller).then(
    () => true,
    () => false,
  );
}

async function makeGroup(own: string, name: string): Promise<string | undefined> {
  const group = join(own, name);
  try {
    await mkdir(group);
    await access(join(group, 'cgroup.procs'), constants.W_OK);
    return group;
  } catch {
    await rmdir(group).catch(() => {});
    return undefined;
  }
}

async function words(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split(/\s+/).filter(Boolean);
}

/** The process's own group in every mounted hierarchy. Sources: cgroups(7), proc_pid_mountinfo(5). */
async function ownHierarchies(): Promise<Hierarchy[]> {
  const [memberships, mounts] = await Promise.all([
    readFile('/proc/self/cgroup', 'utf8'),
    readFile('/proc/self/mountinfo', 'utf8'),
  ]);
  const groups = memberships
    .trim()
    .split('\n')
    .map(line => /^\d+:([^:]*):(.*)$/.exec(line))
    .filter(match => match !== null)
    .map(([, controllers = '', path = '/']) => ({ controllers: controllers.split(','), path }));
  const hierarchies: Hierarchy[] = [];
  for (const line of mounts.trim().split('\n')) {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root = '/', mountPoint = ''] = left.split(' ');
    const [type, , options = ''] = right.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    const version = type === 'cgroup2' ? 2 : 1;
    const controllers = version === 2 ? [''] : options.split(',');
    const group = groups.find(({ controllers: [first = ''] }) => controllers.includes(first));
    if (group) hierarchies.push({ version, controllers, own: join(mountPoint, below(root, group.path)) });
  }
  return hierarchies;
}

/** A container may see its own group as the mount's root. */
function below(root: string, path: string): string {
  return root !== '/' && path.startsWith(root) ? path.slice(root.length) : path;
}
