import { isStopWord, stemOf } from './words.ts';

/** Words that are remembered: all of some ten thousand tools. */
const MAX_KEPT = 50_000;

/** Remembers stems, for working one out takes longer than all else that is done with a word. */
export class Stems {
  readonly #known = new Map<string, string>();

  /** The stem of a word; empty for one that tells nothing of what is looked for. */
  of(word: string): string {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_KEPT) this.#known.clear();
    const stem = isStopWord(word) ? '' : stemOf(word);
    this.#known.set(word, stem);
    return stem;
  }
}
