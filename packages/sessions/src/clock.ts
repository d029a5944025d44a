/** Time as the sessions see it: the only thing that their tests replace. */
export interface Clock {
  /** Milliseconds since some fixed moment. Never goes backwards, whatever happens to the wall clock. */
  now(): number;
  /** Milliseconds since 1970 by the wall clock, for what people read. */
  epoch(): number;
  /** Calls back once, `ms` milliseconds from now, unless cancelled. Keeps no process alive. */
  setTimer(callback: () => void, ms: number): Timer;
}

/** What `setTimer` has set. */
export interface Timer {
  /** Idempotent; does nothing once the timer has fired. */
  cancel(): void;
}

/** Longer delays overflow Node's timers and would fire at once. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

/** The process's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  setTimer(callback, ms) {
    const timer = setTimeout(callback, Math.min(ms, LONGEST_DELAY_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
