const OTHER = 0;
const DIGIT = 1;
const LOWER = 2;
const UPPER = 3;

/** By code of a letter; what is no ASCII is none. */
const kinds = new Uint8Array(0x10000);
for (const [from, to, kind] of [
  ['0', '9', DIGIT],
  ['a', 'z', LOWER],
  ['A', 'Z', UPPER],
] as const) {
  kinds.fill(kind, from.charCodeAt(0), to.charCodeAt(0) + 1);
}
const APOSTROPHE = "'".charCodeAt(0);

/**
 * The words of a text whose letters are all ASCII, in lower case: runs of letters, parted where a capital begins another word (`listFiles`,
 * `HTTPServer`), without an owner's ending (`user's`), and runs of digits. By its letters, for most of what is searched
 * is such text, and expressions take ten times as long.
 */
export function asciiWords(text: string): string[] {
  const words: string[] = [];
  const lower = text.toLowerCase();
  for (let at = 0; at < text.length; ) {
    const kind = kindAt(text, at);
    if (kind === OTHER) {
      at++;
      continue;
    }
    const end = kind === DIGIT ? endOfNumber(text, at) : endOfLetters(text, at);
    words.push(lower.slice(at, end));
    const hasEnding = kind !== DIGIT && text.charCodeAt(end) === APOSTROPHE && kindAt(text, end + 1) >= LOWER;
    at = hasEnding ? endOfLetters(text, end + 1) : end;
  }
  return words;
}

/** Beyond the end, nothing. */
const kindAt = (text: string, at: number) =>
  at < text.length ? (kinds[text.charCodeAt(at)] as number) : OTHER;

function endOfNumber(text: string, start: number): number {
  let at = start + 1;
  while (kindAt(text, at) === DIGIT) at++;
  return at;
}

function endOfLetters(text: string, start: number): number {
  let before = kindAt(text, start);
  for (let at = start + 1; ; at++) {
    const kind = kindAt(text, at);
    if (kind < LOWER) return at;
    if (kind === UPPER && (before === LOWER || kindAt(text, at + 1) === LOWER)) return at;
    before = kind;
  }
}
