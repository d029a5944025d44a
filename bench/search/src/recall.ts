/** A query and what has to be found for it. */
export interface Query {
  readonly query: string;
  /** `easy`: the tool's own words. `paraphrase`: others. `hard`: what is wanted is told, not what is to be done. */
  readonly kind: 'easy' | 'paraphrase' | 'hard';
  /** Server and tool; any of them. */
  readonly expected: readonly string[];
}

/** How well some queries were answered. */
export interface Recall {
  readonly queries: number;
  /** Part of them where an expected tool was the first. */
  readonly at1: number;
  /** Part of them where one was among the first five. */
  readonly at5: number;
  /** Mean of one divided by the place of the first expected tool. */
  readonly reciprocalRank: number;
}

/** @param places from 0, of the first expected tool; `undefined` where none was found */
export function recall(places: readonly (number | undefined)[]): Recall {
  const mean = (value: (place: number) => number) =>
    places.reduce<number>((sum, place) => sum + (place === undefined ? 0 : value(place)), 0) / places.length;
  return {
    queries: places.length,
    at1: mean(place => (place < 1 ? 1 : 0)),
    at5: mean(place => (place < 5 ? 1 : 0)),
    reciprocalRank: mean(place => 1 / (place + 1)),
  };
}

/** Every other query is held out: what is tuned is tuned without it. */
export const isHeldOut = (at: number): boolean => at % 2 === 1;
