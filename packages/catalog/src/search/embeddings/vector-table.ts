/** What a query's vector says of the tools. */
export interface Similarities {
  /** The tools nearest to it. */
  readonly numbers: readonly number[];
  readonly top: number;
  /** Of all tools: as alike as any two texts are. */
  readonly mean: number;
  /** How far the model can be believed, 0…1. */
  readonly trust: number;
  /** -1…1; undefined for a tool whose vector isn't known yet. */
  of(number: number): number | undefined;
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
    const similar = new Map<number, number>();
    let sum = 0;
    for (const number of this.#known) {
      const similarity = this.#product(number * this.dimensions, vector);
      similar.set(number, similarity);
      sum += similarity;
    }
    const numbers = [...similar].sort(([, a], [, b]) => b - a).slice(0, MAX_NUMBERS);
    return {
      trust,
      numbers: numbers.map(([number]) => number),
      top: numbers[0]?.[1] ?? 0,
      mean: similar.size === 0 ? 0 : sum / similar.size,
      of: number => similar.get(number),
    };
  }

  #product(start: number, vector: Float32Array): number {
    const rows = this.#rows;
    let sum = 0;
    for (let at = 0; at < vector.length; at++) sum += (rows[start + at] as number) * (vector[at] as number);
    return sum;
  }
}
