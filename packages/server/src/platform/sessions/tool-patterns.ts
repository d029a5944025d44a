/** Which names of tools a list of names and patterns holds; `*` stands for any characters. */
export class ToolPatterns {
  readonly #names = new Set<string>();
  readonly #patterns: (readonly string[])[] = [];

  constructor(texts: readonly string[]) {
    for (const text of texts) {
      if (text.includes('*')) this.#patterns.push(text.split('*'));
      else this.#names.add(text);
    }
  }

  has(name: string): boolean {
    return this.#names.has(name) || this.#patterns.some(parts => fits(parts, name));
  }
}

/** Takes each part at its first place, so that no pattern takes longer than the name is long. */
function fits(parts: readonly string[], name: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (name.length < first.length + last.length) return false;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}
