import type { Similarities } from './embeddings/vector-search.ts';

/**
 * How much the model counts beside words that cover all of a query. Words count as much as the best tool has of what
 * was asked: where hardly a word of it is known, the model decides, and where all are, the words do. Plain fusion of
 * ranks counts both alike and so drags down the one that is right.
 */
const MODEL_WEIGHT = 0.8;

/** One score of two: what words and what a model's vectors say of each tool, both on the scale of their best one. */
export function fuse(
  words: { readonly found: Uint32Array; readonly scores: Float32Array },
  vectors: Similarities,
): { found: Iterable<number>; score: (number: number) => number } {
  let covered = 0;
  for (const number of words.found) covered = Math.max(covered, words.scores[number] ?? 0);
  const range = vectors.top - vectors.mean;
  const standing = (number: number) =>
    range > 0 ? Math.max(0, ((vectors.of(number) ?? vectors.mean) - vectors.mean) / range) : 0;
  const found = new Set(words.found);
  for (const number of vectors.numbers) found.add(number);
  const certainty = Math.max(covered, vectors.top, 0);
  return {
    found,
    score: number =>
      (certainty * ((words.scores[number] ?? 0) + MODEL_WEIGHT * standing(number))) /
      (covered + MODEL_WEIGHT),
  };
}
