import type { Postings } from './postings.ts';
import type { Concept } from './query.ts';
import type { WordIndex } from './word-index.ts';

/** What words say of tools. Both hold until the next query. */
export interface WordScores {
  /** Numbers of the tools that have any of it, in no order. */
  readonly found: Uint32Array;
  /** By number: how much of it each has, 0…1. */
  readonly scores: Float32Array;
}

/**
 * Scores tools by words. A concept counts once for a tool, by the best of the words that stand for it, so that a
 * tool that uses five words for one thing isn't better than one that uses the right one. Its rows of numbers are
 * used again from query to query.
 */
export class WordRanking {
  /** By number: what the concept at hand gives the tool. */
  #best = new Float32Array(0);
  #total = new Float32Array(0);
  /** Those that the concept at hand gives anything. */
  #reached = new Uint32Array(0);
  #found = new Uint32Array(0);
  #foundCount = 0;

  rank(concepts: readonly Concept[], index: WordIndex, capacity: number): WordScores {
    this.#clear(capacity);
    const possible = concepts.reduce((sum, { importance }) => sum + importance, 0);
    for (const { importance, terms } of concepts) {
      let reached = 0;
      for (const [term, weight] of terms) {
        const postings = index.postings(term);
        if (!postings) continue;
        const telling = Math.min(importance, index.rarity(postings.size));
        reached = this.#raise(postings, (telling * weight) / possible, reached);
      }
      this.#add(reached);
    }
    return { found: this.#found.subarray(0, this.#foundCount), scores: this.#total };
  }

  /** Raises what the tools of a word have of the concept. Plain loops over plain rows: this is what a search does most. */
  #raise({ numbers, weights, size }: Postings, factor: number, reachedBefore: number): number {
    const best = this.#best;
    const reached = this.#reached;
    let count = reachedBefore;
    for (let at = 0; at < size; at++) {
      const number = numbers[at] as number;
      const weight = (weights[at] as number) * factor;
      const before = best[number] as number;
      if (before === 0) reached[count++] = number;
      if (weight > before) best[number] = weight;
    }
    return count;
  }

  /** Adds what the concept gives to what the tools have already. */
  #add(count: number): void {
    const best = this.#best;
    const total = this.#total;
    const reached = this.#reached;
    const found = this.#found;
    let foundCount = this.#foundCount;
    for (let at = 0; at < count; at++) {
      const number = reached[at] as number;
      const before = total[number] as number;
      if (before === 0) found[foundCount++] = number;
      total[number] = before + (best[number] as number);
      best[number] = 0;
    }
    this.#foundCount = foundCount;
  }

  #clear(capacity: number): void {
    const total = this.#total;
    for (let at = 0; at < this.#foundCount; at++) total[this.#found[at] as number] = 0;
    this.#foundCount = 0;
    if (total.length >= capacity) return;
    const length = Math.max(1024, capacity * 2);
    this.#best = new Float32Array(length);
    this.#total = new Float32Array(length);
    this.#reached = new Uint32Array(length);
    this.#found = new Uint32Array(length);
  }
}
