/** The same numbers from 0 to 1 for the same seed. Source: mulberry32, in the public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of some things, each as often as its weight says. */
export function pick<Thing extends string>(
  random: () => number,
  weights: Readonly<Record<Thing, number>>,
): Thing {
  const entries = Object.entries(weights) as [Thing, number][];
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [thing, weight] of entries) {
    left -= weight;
    if (left < 0) return thing;
  }
  return entries.at(-1)?.[0] as Thing;
}
