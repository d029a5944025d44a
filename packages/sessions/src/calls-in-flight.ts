/** How many calls are under way in all sessions, those that wait for a start included. */
export class CallsInFlight {
  #count = 0;
  #whenNone: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  began(): void {
    this.#count += 1;
  }

  ended(): void {
    this.#count -= 1;
    if (this.#count > 0 || this.#whenNone.length === 0) return;
    for (const resolve of this.#whenNone.splice(0)) resolve();
  }

  /** Resolves when no call is under way. */
  none(): Promise<void> {
    return this.#count === 0 ? Promise.resolve() : new Promise(resolve => this.#whenNone.push(resolve));
  }
}
