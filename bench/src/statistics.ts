/** The middle of some figures: of an even number, the mean of the two in the middle. Throws on none. */
export function median(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

/**
 * The figure below which `share` of them lie, between neighbours by straight line. Throws on none.
 *
 * @param share from 0 (the smallest) to 1 (the largest)
 */
export function quantile(figures: readonly number[], share: number): number {
  if (figures.length === 0) throw new Error('Nothing was measured');
  const sorted = Float64Array.from(figures).sort();
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}
