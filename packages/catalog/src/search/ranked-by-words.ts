import { NumberList } from './postings.ts';
import type { Concept } from './query.ts';
import type { WordIndex } from './word-index.ts';

/**
 * Scores tools by words. A concept counts once for a tool, by the best of the words that stand for it, so that a
 * tool that uses five words for one thing isn't better than one that uses the right one. Its rows of numbers are
 * used again from query to query: what `rank` gives holds until the next one.
 */
export class WordRanking {
  #best = new Float32Array(0);
  #total = new Float32Array(0);
  readonly #reached = new NumberList();
  readonly #found = new NumberList();

  /** The tools that have any of it, and by number how much of it each has, 0…1. */
  rank(
    concepts: readonly Concept[],
    index: WordIndex,
    capacity: number,
  ): { found: Uint32Array; scores: Float32Array } {
    this.#reserve(capacity);
    const total = this.#total;
    for (const number of this.#found.take()) total[number] = 0;
    const possible = concepts.reduce((sum, { importance }) => sum + importance, 0);
    for (const { importance, terms } of concepts) {
      for (const [term, weight] of terms) {
        const postings = index.postings(term);
        const telling = Math.min(importance, index.rarity(postings?.size ?? 0));
        postings?.raise(this.#best, this.#reached, (telling * weight) / possible);
      }
      for (const number of this.#reached.take()) {
        if (total[number] === 0) this.#found.push(number);
        total[number] = (total[number] as number) + (this.#best[number] as number);
        this.#best[number] = 0;
      }
    }
    return { found: this.#found.view(), scores: total };
  }

  #reserve(capacity: number): void {
    if (this.#total.length >= capacity) return;
    this.#found.take();
    const length = Math.max(1024, capacity * 2);
    this.#best = new Float32Array(length);
    this.#total = new Float32Array(length);
  }
}
