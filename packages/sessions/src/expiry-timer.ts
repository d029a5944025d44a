import type { Clock, Timer } from './clock.ts';

/** Sweeps closer together than this would cost more than the promptness is worth. */
const SHORTEST_GAP_MS = 100;

/** Calls `sweep` when something may have expired, and not later than its interval says. */
export class ExpiryTimer {
  readonly #clock: Clock;
  readonly #sweep: () => number | undefined;
  #intervalMs: number;
  #timer: Timer | undefined;
  #due = Number.POSITIVE_INFINITY;
  #running = false;

  /** @param sweep returns the milliseconds until the next may expire; undefined: there is nothing to expire */
  constructor(clock: Clock, intervalMs: number, sweep: () => number | undefined) {
    this.#clock = clock;
    this.#intervalMs = intervalMs;
    this.#sweep = sweep;
  }

  start(): void {
    this.#running = true;
    this.#run();
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  interval(intervalMs: number): void {
    this.#intervalMs = intervalMs;
    if (this.#running) this.#run();
  }

  /** Something new may expire in `ms`. */
  within(ms: number): void {
    const delay = Math.min(Math.max(ms, SHORTEST_GAP_MS), this.#intervalMs);
    const due = this.#clock.now() + delay;
    if (!this.#running || due >= this.#due) return;
    this.#cancel();
    this.#due = due;
    this.#timer = this.#clock.setTimer(() => this.#run(), delay);
  }

  #run(): void {
    this.#cancel();
    const next = this.#sweep();
    if (next !== undefined) this.within(next);
  }

  #cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#due = Number.POSITIVE_INFINITY;
  }
}
