import { Best } from '../best.ts';

/** What a query's vector says of the tools. */
export interface Similarities {
  /** The tools nearest to it, the nearest first. */
  readonly numbers: readonly number[];
  readonly top: number;
  /** Of all tools: as alike as any two texts are. */
  readonly mean: number;
  /** How far the model can be believed, 0…1. */
  readonly trust: number;
  /** By number, -1…1; 0 or nothing for a tool whose vector isn't known yet. */
  readonly similarities: Float32Array;
}

/** Tools that a model finds for one query. */
const MAX_NUMBERS = 100;

/** Vectors of one length by number, in one row of floats. */
export class VectorTable {
  readonly dimensions: number;
  #rows: Float32Array;
  readonly #known = new Set<number>();

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#rows = new Float32Array(dimensions * 64);
  }

  get size(): number {
    return this.#known.size;
  }

  set(number: number, vector: Float32Array): void {
    const end = (number + 1) * this.dimensions;
    if (end > this.#rows.length) {
      const rows = new Float32Array(Math.max(end, this.#rows.length * 2));
      rows.set(this.#rows);
      this.#rows = rows;
    }
    this.#rows.set(vector, number * this.dimensions);
    this.#known.add(number);
  }

  delete(number: number): void {
    this.#known.delete(number);
  }

  compare(vector: Float32Array, trust: number): Similarities {
    const similarities = new Float32Array(this.#rows.length / this.dimensions);
    const best = new Best<number>(MAX_NUMBERS, (a, b) => a - b);
    let least = best.least;
    let sum = 0;
    for (const number of this.#known) {
      const similarity = this.#product(number * this.dimensions, vector);
      similarities[number] = similarity;
      sum += similarity;
      if (similarity < least) continue;
      best.offer(number, similarity);
      least = best.least;
    }
    return {
      trust,
      similarities,
      numbers: best.list.map(({ item }) => item),
      top: best.list[0]?.score ?? 0,
      mean: this.#known.size === 0 ? 0 : sum / this.#known.size,
    };
  }

  #product(start: number, vector: Float32Array): number {
    const rows = this.#rows;
    let sum = 0;
    for (let at = 0; at < vector.length; at++) sum += (rows[start + at] as number) * (vector[at] as number);
    return sum;
  }
}
