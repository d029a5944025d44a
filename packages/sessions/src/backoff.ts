import type { Clock, Timer } from './clock.ts';

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/** Failures further apart than this have nothing to do with each other. */
const MEMORY_MS = 2 * LONGEST_DELAY_MS;

/** Holds off starts ahead of need after failures in a row: 1 s, 2 s, 4 s and so on, a minute at most. */
export class Backoff {
  readonly #clock: Clock;
  readonly #retry: () => void;
  #failures = 0;
  #lastFailure = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  constructor(clock: Clock, retry: () => void) {
    this.#clock = clock;
    this.#retry = retry;
  }

  /** Whether the time after a failure is still running. */
  get waiting(): boolean {
    return this.#timer !== undefined;
  }

  failed(): void {
    const now = this.#clock.now();
    if (now - this.#lastFailure > MEMORY_MS) this.#failures = 0;
    this.#lastFailure = now;
    this.#timer?.cancel();
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS);
    this.#failures += 1;
    this.#timer = this.#clock.setTimer(() => {
      this.#timer = undefined;
      this.#retry();
    }, delay);
  }

  /** Forgets all failures: the next start may come at once. */
  reset(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#failures = 0;
  }
}
