/** How many starts ahead of need run side by side, all services together: calls come first. */
const SLOTS = 4;

/** Bounds the starts that nobody waits for, and gives free slots to those who asked first. */
export class StartSlots {
  readonly #queue = new Set<() => void>();
  #free = SLOTS;

  /**
   * Takes a slot, or remembers who asked.
   *
   * @param retry called when a slot has come free, if none is now; it asks again if it still wants one
   */
  take(retry: () => void): boolean {
    if (this.#free === 0) {
      this.#queue.add(retry);
      return false;
    }
    this.#queue.delete(retry);
    this.#free -= 1;
    return true;
  }

  give(): void {
    this.#free += 1;
    for (const retry of this.#queue) {
      if (this.#free === 0) return;
      this.#queue.delete(retry);
      retry();
    }
  }
}
