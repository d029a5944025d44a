/** How the pauses between attempts grow. */
export interface Backoff {
  /** Pause after the first failure, in milliseconds. Default 1_000. */
  readonly firstMs: number;
  /** Longest pause, in milliseconds. Default 60_000. */
  readonly maxMs: number;
}

export const defaultBackoff: Backoff = { firstMs: 1_000, maxMs: 60_000 };

/** The pause after so many failures: doubled each time, and spread by a quarter so that services don't retry in step. */
export function backoffMs({ firstMs, maxMs }: Backoff, failures: number): number {
  const doubled = firstMs * 2 ** Math.min(failures - 1, 30);
  return Math.round(Math.min(doubled, maxMs) * (0.75 + Math.random() / 4));
}
