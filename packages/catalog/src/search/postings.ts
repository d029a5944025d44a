/** The tools that have a word, and how much it counts in each: two rows of numbers, as small and quick as they can be. */
export class Postings {
  #numbers = new Uint32Array(2);
  #weights = new Float32Array(2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(number: number, weight: number): void {
    if (this.#size === this.#numbers.length) this.#resize(this.#size * 2);
    this.#numbers[this.#size] = number;
    this.#weights[this.#size++] = weight;
  }

  /** The last one takes the place of the one that goes. */
  remove(number: number): void {
    const at = this.#numbers.subarray(0, this.#size).indexOf(number);
    if (at < 0) return;
    this.#size--;
    this.#numbers[at] = this.#numbers[this.#size] ?? 0;
    this.#weights[at] = this.#weights[this.#size] ?? 0;
    if (this.#size > 2 && this.#size < this.#numbers.length / 4) this.#resize(this.#size * 2);
  }

  /** Raises what each of these tools has in `best` to its weight times `factor`; what it raises from 0 is put into `reached`. */
  raise(best: Float32Array, reached: NumberList, factor: number): void {
    const numbers = this.#numbers;
    const weights = this.#weights;
    for (let at = 0; at < this.#size; at++) {
      const number = numbers[at] as number;
      const weight = (weights[at] as number) * factor;
      const before = best[number] as number;
      if (before === 0) reached.push(number);
      if (weight > before) best[number] = weight;
    }
  }

  #resize(length: number): void {
    const numbers = new Uint32Array(length);
    const weights = new Float32Array(length);
    numbers.set(this.#numbers.subarray(0, this.#size));
    weights.set(this.#weights.subarray(0, this.#size));
    this.#numbers = numbers;
    this.#weights = weights;
  }
}

/** Grows, and keeps its room when it is emptied. */
export class NumberList {
  #numbers = new Uint32Array(1024);
  #length = 0;

  push(number: number): void {
    if (this.#length === this.#numbers.length) {
      const more = new Uint32Array(this.#length * 2);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    this.#numbers[this.#length++] = number;
  }

  /** What is in it. Good until the next `push`. */
  view(): Uint32Array {
    return this.#numbers.subarray(0, this.#length);
  }

  /** What was in it: it is empty then. Good until the next `push`. */
  take(): Uint32Array {
    const taken = this.view();
    this.#length = 0;
    return taken;
  }
}
