import SearchableMap from 'minisearch/SearchableMap';
import { Postings } from './postings.ts';
import type { SearchedTexts } from './searched-tool.ts';
import { Stems } from './stems.ts';
import { wordsOf } from './words.ts';

/**
 * How much a word counts in each field, and the number of words up to which the field is short. These lengths are
 * fixed, not averages of what is known, so that a tool's weights don't depend on other tools and a change of one
 * tool leaves all others as they are.
 */
const FIELDS: Readonly<Record<keyof SearchedTexts, { weight: number; shortUpTo: number }>> = {
  name: { weight: 3, shortUpTo: 3 },
  description: { weight: 1, shortUpTo: 20 },
  parameters: { weight: 0.5, shortUpTo: 40 },
  server: { weight: 1, shortUpTo: 2 },
  serverDescription: { weight: 0.6, shortUpTo: 10 },
};

/** Part of a field's length that counts against its words. As BM25's `b`. */
const LENGTH_NORMALISATION = 0.8;

/** How soon more of the same word stops counting. As BM25's `k1`. */
const SATURATION = 2;

/**
 * Which words occur in which tools, and how weightily: an inverted index with the weights of BM25F. Tools are
 * numbered by their owner; numbers aren't used again before they are removed. The words themselves are a radix
 * tree of MiniSearch's, which finds beginnings and misspellings.
 */
export class WordIndex {
  readonly #terms = new Map<string, Postings>();
  /** The same terms, so that similar ones are found. */
  readonly #spelling = new SearchableMap<true>();
  readonly #stems = new Stems();
  readonly #words = new Map<number, readonly string[]>();

  get size(): number {
    return this.#words.size;
  }

  add(number: number, texts: SearchedTexts): void {
    const weights = this.#weigh(texts);
    for (const [term, weight] of weights) {
      const known = this.#terms.get(term);
      const postings = known ?? new Postings();
      if (!known) {
        this.#terms.set(term, postings);
        this.#spelling.set(term, true);
      }
      postings.add(number, weight / (weight + SATURATION));
    }
    this.#words.set(number, [...weights.keys()]);
  }

  remove(number: number): void {
    for (const term of this.#words.get(number) ?? []) {
      const postings = this.#terms.get(term);
      postings?.remove(number);
      if (postings?.size !== 0) continue;
      this.#terms.delete(term);
      this.#spelling.delete(term);
    }
    this.#words.delete(number);
  }

  postings(term: string): Postings | undefined {
    return this.#terms.get(term);
  }

  /** How much it tells that a tool has a word: the rarer, the more. */
  rarity(documents: number): number {
    return Math.log(1 + (this.size - documents + 0.5) / (documents + 0.5));
  }

  /** Known words at most `edits` letters away, and those that begin with it, the nearest first. */
  similar(word: string, edits: number, most: number): { term: string; nearness: number }[] {
    const found = new Map<string, number>();
    for (const [term, [, distance]] of this.#spelling.fuzzyGet(word, edits))
      found.set(term, 1 - distance / word.length);
    for (const term of this.#spelling.atPrefix(word).keys())
      found.set(term, Math.max(found.get(term) ?? 0, word.length / term.length));
    return [...found]
      .map(([term, nearness]) => ({ term, nearness }))
      .sort((a, b) => b.nearness - a.nearness || (a.term < b.term ? -1 : 1))
      .slice(0, most);
  }

  #weigh(texts: SearchedTexts): Map<string, number> {
    const weights = new Map<string, number>();
    for (const [field, { weight, shortUpTo }] of Object.entries(FIELDS)) {
      const stems = wordsOf(texts[field as keyof SearchedTexts]).map(word => this.#stems.of(word));
      const terms = stems.filter(Boolean);
      const length = 1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * Math.max(1, terms.length / shortUpTo);
      for (const term of terms) weights.set(term, (weights.get(term) ?? 0) + weight / length);
    }
    return weights;
  }
}
