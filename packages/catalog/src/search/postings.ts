/** The tools that have a word, and how much it counts in each: two rows of numbers, as small and quick as they can be. */
export class Postings {
  #numbers = new Uint32Array(2);
  #weights = new Float32Array(2);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The tools; those up to `size` count. Good until the next change. */
  get numbers(): Uint32Array {
    return this.#numbers;
  }

  /** How much it counts in each, in the same order. */
  get weights(): Float32Array {
    return this.#weights;
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

  #resize(length: number): void {
    const numbers = new Uint32Array(length);
    const weights = new Float32Array(length);
    numbers.set(this.#numbers.subarray(0, this.#size));
    weights.set(this.#weights.subarray(0, this.#size));
    this.#numbers = numbers;
    this.#weights = weights;
  }
}
