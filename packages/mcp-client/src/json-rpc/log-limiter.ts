import type { Logger } from '../logger.ts';

/** How much one source may log. */
export interface LogBudget {
  /** Lines that may come at once. */
  readonly burst: number;
  /** Lines per second in the long run. */
  readonly perSecond: number;
}

/** Passes a source's log lines on up to a budget; the next line that passes says how many did not. */
export class LogLimiter {
  readonly #logger: Logger;
  readonly #budget: LogBudget;
  #allowance: number;
  #filledAt = performance.now();
  #suppressed = 0;

  constructor(logger: Logger, budget: LogBudget) {
    this.#logger = logger;
    this.#budget = budget;
    this.#allowance = budget.burst;
  }

  log(level: keyof Logger, fields: object, message: string): void {
    const now = performance.now();
    const refill = ((now - this.#filledAt) / 1_000) * this.#budget.perSecond;
    this.#allowance = Math.min(this.#budget.burst, this.#allowance + refill);
    this.#filledAt = now;
    if (this.#allowance < 1) {
      this.#suppressed++;
      return;
    }
    this.#allowance--;
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    this.#logger[level](suppressed > 0 ? { ...fields, suppressed } : fields, message);
  }
}
