import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { Cgroup } from '../src/cgroup.ts';
import { detectCgroup, removeParents } from '../src/cgroup-layout.ts';
import { createOwnerId } from '../src/owner.ts';
import { groupName } from '../src/owner-folder.ts';
import { resolvePolicy } from '../src/policy.ts';
import { limitsOf } from '../src/process-limits.ts';
import { expectGone, sleepMark } from './support.ts';

const name = groupName(createOwnerId());
const detected = await detectCgroup(name, 2);
const layout = 'layout' in detected ? detected.layout : undefined;
if (layout) await removeParents(layout.parents);

test.skipIf(!layout)(
  'a tree in a v2 group is counted, killed to the last daemon, and its group removed',
  async () => {
    verifies('sandbox:cgroup:v2');
    const found = await detectCgroup(name, 2);
    if (!('layout' in found)) throw new Error(found.reason);
    const cgroup = await Cgroup.create(found.layout, '1', limitsOf(resolvePolicy()));
    const mark = sleepMark();
    const [join = ''] = cgroup.joinFiles;
    const script = `echo 0 > "$1"; (setsid sleep ${mark} &); echo ready; sleep ${mark}`;
    const child = spawn('/bin/sh', ['-c', script, 'sh', join], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(child.stdout, 'data');
    await expect.poll(async () => (await cgroup.pids()).length).toBe(3);
    expect((await cgroup.usage()).processes).toBe(3);
    await Promise.all([cgroup.kill(), once(child, 'exit')]);
    await expectGone(mark);
    await cgroup.remove();
    await removeParents(found.layout.parents);
    await expect(access(join)).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
