import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Attempt, does, type Scene, steals } from '../host/scene.ts';
import type { Victim } from '../host/victim.ts';

/** How long a signal, or the end of a process, is waited for. */
const patienceMs = 300;
const bySystemCall = () => ({ python: true });

function signals(find: (scene: Scene) => Victim | Promise<Victim>): Attempt {
  return async scene => {
    const victim = await find(scene);
    const before = victim.signals;
    const { report } = await scene.run({ deed: 'signal', pid: victim.pid });
    // That it thinks so is no proof: the number may be another process's where it lives.
    const until = performance.now() + (report?.succeeded ? 5000 : patienceMs);
    while (victim.signals === before && performance.now() < until) await delay(10);
    return victim.signals === before ? 'held' : 'open';
  };
}

/** Leaves a process behind, which would end by itself after some seconds. */
function outlives(python: boolean): Attempt {
  return async scene => {
    const mark = randomUUID();
    const script = `setTimeout(() => {}, 5000, '${mark}')`;
    const deed = python ? { deed: 'shed', node: process.execPath } : { deed: 'daemon' };
    const { report } = await scene.run({ ...deed, script }, { python });
    if (!report?.succeeded) throw new Error(`No process was left: ${report?.why}`);
    const left = processesWith(mark);
    for (const pid of left) process.kill(pid, 'SIGKILL');
    return left.length > 0 ? 'open' : 'held';
  };
}

function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => {
      try {
        return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
}

export const processes: Record<string, Attempt> = {
  'processes:list': steals(() => ({ deed: 'processes' })),
  'processes:signal-gateway': signals(({ stage }) => stage.bystander),
  'processes:signal-sibling': signals(scene => scene.sibling()),
  'processes:trace-gateway': does(({ stage }) => ({ deed: 'trace', pid: stage.bystander.pid }), bySystemCall),
  'processes:trace-sibling': does(
    async scene => ({ deed: 'trace', pid: (await scene.sibling()).pid }),
    bySystemCall,
  ),
  'processes:read-sibling': steals(
    async scene => ({ deed: 'read-memory', pid: (await scene.sibling()).pid }),
    bySystemCall,
  ),
  'processes:daemon': outlives(false),
  'processes:shed': outlives(true),
};
