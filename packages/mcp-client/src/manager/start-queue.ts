/** A place in a {@link StartQueue}. */
export interface StartPlace {
  /** Resolves when the start may begin; rejects when the place is left or the queue closed before. */
  readonly turn: Promise<void>;
  /** Begins now, whatever else runs: somebody waits. */
  jump(): void;
  /** The start has ended, or is no longer wanted. */
  leave(): void;
}

/** Lets a bounded number of starts run side by side, first come, first served. */
export class StartQueue {
  readonly #limit: number;
  readonly #waiting = new Map<() => void, (reason: Error) => void>();
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  enter(): StartPlace {
    const { promise: turn, resolve, reject } = Promise.withResolvers<void>();
    turn.catch(() => {});
    let running = false;
    const begin = () => {
      if (!this.#waiting.delete(begin)) return;
      running = true;
      this.#running++;
      resolve();
    };
    const leave = () => {
      if (this.#waiting.delete(begin)) reject(new Error('The place was left'));
      if (!running) return;
      running = false;
      this.#running--;
      this.#admit();
    };
    this.#waiting.set(begin, reject);
    this.#admit();
    return { turn, jump: begin, leave };
  }

  /** Turns away whoever still waits. */
  close(reason: Error): void {
    const turnedAway = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const reject of turnedAway) reject(reason);
  }

  #admit(): void {
    for (const begin of this.#waiting.keys()) {
      if (this.#running >= this.#limit) return;
      begin();
    }
  }
}
