const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/**
 * Whether JSON text nests deeper than a bound. Parsing copes with any depth, but writing the value out again
 * does not: it recurses, and would end in a stack overflow.
 */
export function nestsDeeperThan(maxDepth: number, json: string): boolean {
  // Text that is too short to hold so many brackets needs no look.
  if (json.length <= maxDepth) return false;
  let depth = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at);
    if (inString) {
      if (unit === backslash) at++;
      else if (unit === quote) inString = false;
    } else if (unit === quote) inString = true;
    else if (opening.has(unit)) {
      if (++depth > maxDepth) return true;
    } else if (closing.has(unit)) depth--;
  }
  return false;
}
