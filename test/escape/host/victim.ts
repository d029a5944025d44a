import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

interface Started {
  readonly pid?: number | undefined;
  readonly stdout: Readable;
  kill(signal: NodeJS.Signals): unknown;
}

/** A running victim.mjs. */
export class Victim {
  /** Of the program itself, however many stand before it, as the host counts. */
  readonly pid: number;
  readonly home: string;
  readonly #started: Started;
  #signals = 0;

  private constructor(started: Started, pid: number, home: string) {
    this.#started = started;
    this.pid = pid;
    this.home = home;
  }

  static async of(started: Started): Promise<Victim> {
    const reader = createInterface({ input: started.stdout });
    const [line] = (await once(reader, 'line')) as [string];
    const { home } = JSON.parse(line) as { home: string };
    const victim = new Victim(started, innermost(started.pid ?? 0), home);
    reader.on('line', () => victim.#signals++);
    return victim;
  }

  /** Signals that it got so far. */
  get signals(): number {
    return this.#signals;
  }

  kill(signal: NodeJS.Signals): void {
    this.#started.kill(signal);
  }
}

function innermost(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return child === undefined ? pid : innermost(Number(child));
}
