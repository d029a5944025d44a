/** Makes vectors of texts; like texts have vectors of like direction. */
export interface Embedder {
  /** Vectors of different models don't compare: names this one. */
  readonly model: string;
  /**
   * One vector for each text, in order, all of the same length.
   *
   * @throws EmbeddingError when there are none to be had
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}

/** Vectors can't be had: what is found is found by words alone meanwhile. */
export class EmbeddingError extends Error {
  override readonly name = 'EmbeddingError';
  readonly code = 'GW_EMBEDDINGS_FAILED';
}

/** Of length 1, so that the product of two says how alike they are. */
export function unitVector(values: readonly unknown[] | Float32Array): Float32Array {
  const vector = Float32Array.from(values as ArrayLike<number>);
  const length = Math.hypot(...vector);
  if (!(length > 0 && Number.isFinite(length))) throw new EmbeddingError('A vector has no direction');
  return vector.map(value => value / length);
}
