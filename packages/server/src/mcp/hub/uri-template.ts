/** Longer URIs match no template. */
const maxLength = 8_192;

interface Hole {
  /** Whether what fills it may have slashes and the like. */
  readonly open: boolean;
}

/**
 * Whether a URI may have come from a template (RFC 6570). Lenient, for it only decides which server is asked first:
 * a hole takes any text, without `/`, `?` and `#` where the template says so. Linear in the URI for each hole.
 */
export function matchesTemplate(template: string, uri: string): boolean {
  if (uri.length > maxLength || template.length > maxLength) return false;
  const [first = '', ...rest] = template.split(/\{([^{}]*)\}/);
  if (!uri.startsWith(first)) return false;
  const literals: string[] = [];
  const holes: Hole[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    holes.push({ open: /^[+#?&/;.]|\*$/.test(rest[at] ?? '') });
    literals.push(rest[at + 1] ?? '');
  }
  if (holes.length === 0) return uri === first;
  return fits(uri, first.length, holes, literals);
}

/** Each hole takes as little as it can; the last one takes what is left before the end of the template. */
function fits(uri: string, from: number, holes: readonly Hole[], literals: readonly string[]): boolean {
  let at = from;
  for (const [index, { open }] of holes.entries()) {
    const literal = literals[index] ?? '';
    const last = index === holes.length - 1;
    const end = last ? uri.length - literal.length : literal === '' ? at : uri.indexOf(literal, at);
    if (end < at || !uri.startsWith(literal, end)) return false;
    if (!open && /[/?#]/.test(uri.slice(at, end))) return false;
    at = end + literal.length;
  }
  return at === uri.length;
}
