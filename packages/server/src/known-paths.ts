/** Paths that have a route, and the methods that each one takes: what tells a 405 from a 404. */
export class KnownPaths {
  readonly #methods = new Map<string, Set<string>>();

  add(pattern: string, methods: string | readonly string[]): void {
    const known = this.#methods.get(pattern) ?? new Set();
    this.#methods.set(pattern, known);
    for (const method of [methods].flat()) known.add(method);
  }

  /** The methods of a path, query included; empty when there is no such path. */
  methodsOf(url: string): string[] {
    const segments = (url.split('?', 1)[0] ?? '').split('/');
    const methods = new Set<string>();
    for (const [pattern, known] of this.#methods) {
      if (fits(pattern.split('/'), segments)) for (const method of known) methods.add(method);
    }
    return [...methods].sort();
  }
}

/** A `*` at the end stands for any number of segments, at least one. */
const fits = (pattern: readonly string[], segments: readonly string[]) =>
  (pattern.at(-1) === '*' ? pattern.length <= segments.length : pattern.length === segments.length) &&
  pattern.every((part, at) => part === segments[at] || part.startsWith(':') || part === '*');
