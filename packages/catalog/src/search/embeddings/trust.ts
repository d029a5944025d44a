/** Words that mean the same, spelled as differently as can be. */
const PAIRS = [
  ['delete', 'erase'],
  ['folder', 'directory'],
  ['picture', 'image'],
  ['buy', 'purchase'],
  ['begin', 'start'],
  ['repair', 'fix'],
  ['car', 'automobile'],
  ['doctor', 'physician'],
  ['city', 'town'],
  ['quick', 'fast'],
  ['huge', 'large'],
  ['answer', 'reply'],
  ['film', 'movie'],
  ['boss', 'manager'],
  ['weather', 'forecast'],
  ['money', 'cash'],
] as const;

/** What a model is asked in order to find out what it knows. */
export const PROBES: readonly string[] = PAIRS.flat();

/**
 * How far a model can be believed, 0…1: how often it holds two words of one meaning to be nearer to each other than
 * two of different ones. 0 is as good as chance, such as from what knows the letters only. So no one has to say how
 * much a model is to count, and one that is worse than words can't spoil what they find.
 *
 * @param vectors of {@link PROBES}
 */
export function trustIn(vectors: readonly Float32Array[]): number {
  let right = 0;
  let asked = 0;
  for (let one = 0; one < vectors.length; one += 2) {
    const alike = product(vectors[one], vectors[one + 1]);
    for (let other = 0; other < vectors.length; other += 2) {
      if (other === one) continue;
      for (const different of [vectors[other], vectors[other + 1]]) {
        const apart = product(vectors[one], different);
        right += alike > apart ? 1 : alike === apart ? 0.5 : 0;
        asked++;
      }
    }
  }
  return asked === 0 ? 0 : Math.max(0, (2 * right) / asked - 1) ** 2;
}

function product(a: Float32Array | undefined, b: Float32Array | undefined): number {
  let sum = 0;
  if (a && b) for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
