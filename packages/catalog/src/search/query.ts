import { kindredStems } from './kindred-words.ts';
import type { WordIndex } from './word-index.ts';
import type { WordNet } from './word-net.ts';
import { isStopWord, stemOf, wordsOf } from './words.ts';

/** One thing that a query asks for, and the words of the index that can stand for it. */
export interface Concept {
  /** How much it tells of a tool that it has this: as the rarity of its own word. */
  readonly importance: number;
  /** By stem; how well each stands for it, 0…1. */
  readonly terms: ReadonlyMap<string, number>;
}

/** How well a word stands for one that tools use for the same, and for one that goes with it. */
const STANDS_FOR = { same: 0.85, related: 0.75 };

/** How well the nearest word of like meaning stands for the word. */
const MEANING = 0.45;

/** How well the best that there is stands for a word that no tool has. */
const BEST_STAND_IN = 0.85;

/** Words of a query that count; more are cut off. */
const MAX_WORDS = 24;

/** Words of like meaning that are taken for one. */
const MAX_RELATED = 24;

/** Words that are taken for one that seems misspelled, or is only begun. */
const MAX_SIMILAR = 5;

/** What a query asks for. */
export function conceptsOf(query: string, index: WordIndex, meanings: WordNet | undefined): Concept[] {
  const concepts = new Map<string, Concept>();
  for (const word of phrased(wordsOf(query).slice(0, MAX_WORDS), meanings)) {
    const stem = stemOf(word);
    if (!concepts.has(stem)) concepts.set(stem, conceptOf(word, stem, index, meanings));
  }
  return [...concepts.values()];
}

function conceptOf(word: string, stem: string, index: WordIndex, meanings: WordNet | undefined): Concept {
  const known = index.postings(stem);
  const terms = new Map<string, number>();
  const add = (term: string, weight: number) => {
    if (index.postings(term)) terms.set(term, Math.max(weight, terms.get(term) ?? 0));
  };
  for (const { word: other, nearness } of meanings?.related(word) ?? []) {
    if (terms.size >= MAX_RELATED) break;
    if (!isStopWord(other)) add(stemOf(other), nearness * MEANING);
  }
  for (const [other, kinship] of kindredStems(stem)) add(other, STANDS_FOR[kinship]);
  if (known) add(stem, 1);
  else if (terms.size === 0 && word.length > 3) {
    for (const { term, nearness } of index.similar(stem, word.length > 6 ? 2 : 1, MAX_SIMILAR))
      add(term, nearness);
  }
  if (known) return { terms, importance: index.rarity(known.size) };
  const best = Math.max(...terms.values());
  for (const [term, weight] of terms) terms.set(term, (weight / best) * BEST_STAND_IN);
  return { terms, importance: mostTelling(terms, index) };
}

/** The words that tell something, in order; two or three that mean something together are one, joined by `_`. */
function* phrased(words: readonly string[], meanings: WordNet | undefined): Generator<string> {
  for (let at = 0; at < words.length; ) {
    const length =
      [3, 2].find(
        count => at + count <= words.length && isPhrase(words.slice(at, at + count).join('_'), meanings),
      ) ?? 1;
    const phrase = words.slice(at, at + length).join('_');
    if (length > 1 || !isStopWord(phrase)) yield phrase;
    at += length;
  }
}

const isPhrase = (phrase: string, meanings: WordNet | undefined) =>
  kindredStems(phrase).size > 0 || (PARTICLE.test(phrase) && meanings?.hasVerb(phrase) === true);

/** What makes another verb of a verb; other pairs of words mean what their words mean. */
const PARTICLE = /_(?:away|back|down|off|on|out|over|rid_of|through|together|up)$/;

/** Of a word that no tool has: as telling as the best that stands for it, or, without one, as a word that one tool has. */
function mostTelling(terms: ReadonlyMap<string, number>, index: WordIndex): number {
  const rarities = [...terms.keys()].map(term => index.rarity(index.postings(term)?.size ?? 0));
  return rarities.length === 0 ? index.rarity(1) : Math.max(...rarities);
}
