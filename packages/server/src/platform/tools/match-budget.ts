/** What checking one set of arguments may cost: enough for any schema that means well, a tenth of a second at most. */
const mostSteps = 1_000_000;

/** Thrown where a check would take longer than anybody should wait for it. */
export class BudgetSpentError extends Error {
  override readonly name = 'BudgetSpentError';
}

/** Counts what a check has cost, over all parts of a schema. */
export class MatchBudget {
  #left = 0;

  /** Begins a check. */
  renew(): void {
    this.#left = mostSteps;
  }

  /** @throws BudgetSpentError when this is more than is left; otherwise true */
  spend(steps: number): true {
    this.#left -= steps;
    if (this.#left < 0) throw new BudgetSpentError('Checking the arguments would take too long');
    return true;
  }
}
