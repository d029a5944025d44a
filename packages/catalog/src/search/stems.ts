import { stemOf } from './words.ts';

/** Stems that are kept: those of all words of some ten thousand tools. */
const MAX_KEPT = 50_000;

/** Remembers stems, for working one out takes longer than all else that is done with a word. */
export class Stems {
  readonly #known = new Map<string, string>();

  of(word: string): string {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_KEPT) this.#known.clear();
    const stem = stemOf(word);
    this.#known.set(word, stem);
    return stem;
  }
}
