/**
 * Whether every number in parsed JSON is one. Text such as `1e400` parses to infinity, which can't be written
 * again: it would reach a server as `null`. The value's depth is to be bounded before.
 */
export function numbersAreFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  // A list of a million entries is walked in place, without a second one of its values.
  if (Array.isArray(value)) return value.every(numbersAreFinite);
  for (const name in value) if (!numbersAreFinite((value as Record<string, unknown>)[name])) return false;
  return true;
}
