export interface Scored<T> {
  readonly item: T;
  readonly score: number;
}

/** The best of many, in order, without sorting them all: only what beats the worst that is kept is put in. */
export class Best<T> {
  readonly #most: number;
  readonly #order: (a: T, b: T) => number;
  readonly #kept: Scored<T>[] = [];

  /** @param order what comes first of two with the same score */
  constructor(most: number, order: (a: T, b: T) => number) {
    this.#most = most;
    this.#order = order;
  }

  offer(item: T, score: number): void {
    const worst = this.#kept[this.#most - 1];
    if (this.#most === 0 || (worst && score < worst.score)) return;
    const entry = { item, score };
    if (worst && this.#compare(entry, worst) >= 0) return;
    let low = 0;
    let high = this.#kept.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#compare(entry, this.#kept[middle] as Scored<T>) < 0) high = middle;
      else low = middle + 1;
    }
    this.#kept.splice(low, 0, entry);
    if (this.#kept.length > this.#most) this.#kept.pop();
  }

  /** What is worse isn't kept. */
  get least(): number {
    return this.#kept[this.#most - 1]?.score ?? Number.NEGATIVE_INFINITY;
  }

  /** The best one first. */
  get list(): readonly Scored<T>[] {
    return this.#kept;
  }

  #compare(a: Scored<T>, b: Scored<T>): number {
    return b.score - a.score || this.#order(a.item, b.item);
  }
}
