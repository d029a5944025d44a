import type { Similarities } from './embeddings/vector-search.ts';
import type { WordScores } from './ranked-by-words.ts';

/**
 * How much a model that can be believed counts for, beside words. Each counts as much as it is certain: words by how
 * much of the query the best tool has; the model by how far its best one stands out, for vectors of any two texts
 * are somewhat alike. Plain fusion of ranks counts both the same, and so drags down the one that is right.
 */
const MODEL_WEIGHT = 1;

/** One score of two: what words and what a model's vectors say of each tool, both on the scale of their best one. */
export function fuse(words: WordScores, vectors: Similarities): WordScores {
  const { top, mean, trust, similarities } = vectors;
  let covered = 0;
  for (const number of words.found) covered = Math.max(covered, words.scores[number] ?? 0);
  const range = top - mean;
  const standsOut = mean < 1 ? Math.max(0, range / (1 - mean)) : 0;
  const weight = MODEL_WEIGHT * trust * standsOut;
  const certainty = Math.max(covered, Math.min(1, weight));
  const scale = certainty / (covered + weight || 1);
  const scores = new Float32Array(words.scores.length);
  const found = Uint32Array.from([
    ...words.found,
    ...vectors.numbers.filter(number => !((words.scores[number] ?? 0) > 0)),
  ]);
  for (const number of found) {
    // The vector of a tool may not be known yet: it is as like as any.
    const similarity = similarities[number] || mean;
    const standing = range > 0 ? Math.max(0, (similarity - mean) / range) : 0;
    scores[number] = scale * ((words.scores[number] ?? 0) + weight * standing);
  }
  return { found, scores };
}
