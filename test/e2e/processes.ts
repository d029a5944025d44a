import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/**
 * The live processes that carry a text in their environment, arguments or working folder, whoever their
 * parent is by now. Zombies are gone in all but name and don't count.
 */
export function processesWith(tag: string): RunningProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        const state = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '')[0];
        const carries = command.includes(tag) || environment.includes(tag);
        return carries && state !== 'Z' ? [{ pid: Number(pid), command }] : [];
      } catch {
        return []; // Ended while we looked, or another user's.
      }
    });
}
