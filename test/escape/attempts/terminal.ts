import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Attempt, Ran, Scene } from '../host/scene.ts';

/** How long a word takes to come through a terminal, at most. */
const patienceMs = 500;

/** Whether a word of the attacker's came to the gateway's terminal: shown on it, or as if it had been typed. */
function reachesTerminal(
  how: 'shown' | 'typed',
  attack: (scene: Scene, path: string, word: string) => Promise<Ran>,
): Attempt {
  return async scene => {
    const { path, lines } = await scene.stage.terminal();
    const word = randomUUID();
    const { report } = await attack(scene, path, word);
    const arrived = () => lines.some(line => line.startsWith(how) && line.includes(word));
    const until = performance.now() + (report?.succeeded ? 5000 : patienceMs);
    while (!arrived() && performance.now() < until) await delay(10);
    return arrived() ? 'open' : 'held';
  };
}

export const terminal: Record<string, Attempt> = {
  'terminal:own': async scene => {
    const { report } = await scene.run({ deed: 'open', path: '/dev/tty' });
    return report?.succeeded ? 'open' : 'held';
  },
  'terminal:write': reachesTerminal('shown', (scene, path, word) =>
    scene.run({ deed: 'append', path, text: `${word}\n` }),
  ),
  'terminal:type': reachesTerminal('typed', (scene, path, word) =>
    scene.run({ deed: 'type-into', path, text: `${word}\n` }, { python: true }),
  ),
};
