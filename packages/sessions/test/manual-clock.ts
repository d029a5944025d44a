import type { Clock } from '../src/index.ts';

/** Time that moves only when it is told to. */
export class ManualClock implements Clock {
  #now = 1_000;
  readonly #timers = new Map<object, { due: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  epoch(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  setTimer(callback: () => void, ms: number) {
    const key = {};
    this.#timers.set(key, { due: this.#now + ms, callback });
    return { cancel: () => void this.#timers.delete(key) };
  }

  /** Lets time pass, with every timer at its own moment. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers]
        .filter(([, { due }]) => due <= end)
        .sort(([, a], [, b]) => a.due - b.due);
      if (!next) break;
      const [key, { due, callback }] = next;
      this.#timers.delete(key);
      this.#now = Math.max(this.#now, due);
      callback();
    }
    this.#now = end;
  }

  /** Time passes, and no timer has had its turn yet: a busy event loop. */
  skip(ms: number): void {
    this.#now += ms;
  }

  get timers(): number {
    return this.#timers.size;
  }
}
