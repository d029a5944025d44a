import type { Similarities } from './embeddings/vector-search.ts';

/**
 * How much a model that can be believed counts for, beside words. Each counts as much as it is certain: words by how
 * much of the query the best tool has; the model by how far its best one stands out, for vectors of any two texts
 * are somewhat alike. Plain fusion of ranks counts both the same, and so drags down the one that is right.
 */
const MODEL_WEIGHT = 1;

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
  const standsOut = vectors.mean < 1 ? Math.max(0, range / (1 - vectors.mean)) : 0;
  const weight = MODEL_WEIGHT * vectors.trust * standsOut;
  const certainty = Math.max(covered, Math.min(1, weight));
  return {
    found,
    score: number =>
      (certainty * ((words.scores[number] ?? 0) + weight * standing(number))) / (covered + weight || 1),
  };
}
