import { childPointer } from './json-pointer.ts';

/** A place in a text, both counted from 1. */
interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** A key that an object has twice; `JSON.parse` would silently take the last one. */
export interface DuplicateKey {
  readonly pointer: string;
  readonly lines: readonly [first: number, second: number];
}

export type JsonText =
  | { readonly value: unknown; readonly duplicates: readonly DuplicateKey[] }
  | { readonly problem: string; readonly pointer: string; readonly position: TextPosition };

/** Deeper than any configuration goes, and shallow enough for whatever walks the value later. */
const DEEPEST = 100;
const MOST_DUPLICATES = 100;

interface Container {
  readonly kind: 'object' | 'array';
  /** Offsets of the keys of an object, to find repeated ones. */
  readonly keys: Map<string, number>;
  readonly pointer: string;
  items: number;
}

/**
 * Parses JSON as `JSON.parse` does, and says where it isn't JSON and which keys are repeated. The messages of
 * `JSON.parse` can't be shown: they quote the text, which may hold a password.
 */
export function readJsonText(text: string): JsonText {
  return new JsonScanner(text).read();
}

class JsonScanner {
  readonly #text: string;
  readonly #open: Container[] = [];
  readonly #duplicates: { pointer: string; offsets: [number, number] }[] = [];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JsonText {
    const problem = this.#scan();
    if (problem !== undefined) {
      return {
        problem,
        pointer: this.#open.at(-1)?.pointer ?? '',
        position: positionAt(this.#text, this.#at),
      };
    }
    const duplicates = this.#duplicates.map(({ pointer, offsets: [first, second] }) => {
      const lines = [positionAt(this.#text, first).line, positionAt(this.#text, second).line] as const;
      return { pointer, lines };
    });
    return { value: JSON.parse(this.#text), duplicates };
  }

  /** Walks the text without recursion; stops at the first problem. */
  #scan(): string | undefined {
    let problem = this.#value('');
    while (problem === undefined && this.#open.length > 0) problem = this.#member();
    if (problem !== undefined) return problem;
    this.#skipSpace();
    return this.#at < this.#text.length ? 'the text goes on after the end of the value' : undefined;
  }

  /** The next member of the innermost open container, or its end. */
  #member(): string | undefined {
    const container = this.#open.at(-1)!;
    const [close, what] = container.kind === 'object' ? ['}', 'a key'] : [']', 'a value'];
    this.#skipSpace();
    if (this.#take(close)) {
      this.#open.pop();
      return undefined;
    }
    if (container.items > 0 && !this.#take(',')) return this.#missing(`"," or "${close}"`);
    this.#skipSpace();
    if (container.items > 0 && this.#text[this.#at] === close) return `${what} is missing after ","`;
    if (container.kind === 'array') return this.#value(childPointer(container.pointer, container.items++));
    container.items++;
    return this.#property(container);
  }

  #property(container: Container): string | undefined {
    const start = this.#at;
    if (this.#text[start] !== '"') return this.#missing('a key in double quotes');
    const problem = this.#string();
    if (problem !== undefined) return problem;
    const key: string = JSON.parse(this.#text.slice(start, this.#at));
    const pointer = childPointer(container.pointer, key);
    const first = container.keys.get(key);
    if (first === undefined) container.keys.set(key, start);
    else if (this.#duplicates.length < MOST_DUPLICATES) {
      this.#duplicates.push({ pointer, offsets: [first, start] });
    }
    this.#skipSpace();
    return this.#take(':') ? this.#value(pointer) : this.#missing('":"');
  }

  /** A value, or the beginning of a container, which is left open. */
  #value(pointer: string): string | undefined {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '"') return this.#string();
    if (next === '{' || next === '[') {
      if (this.#open.length === DEEPEST) return `lists and objects are nested more than ${DEEPEST} deep`;
      this.#at++;
      this.#open.push({ kind: next === '{' ? 'object' : 'array', keys: new Map(), pointer, items: 0 });
      return undefined;
    }
    const scalar = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
    scalar.lastIndex = this.#at;
    if (!scalar.test(this.#text)) return this.#missing('a value');
    this.#at = scalar.lastIndex;
    return undefined;
  }

  #string(): string | undefined {
    const start = this.#at++;
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at]!;
      if (char === '"') {
        this.#at++;
        return undefined;
      }
      if (char < ' ') return 'a text must end on the line on which it begins; write \\n for a line break';
      if (char !== '\\') continue;
      const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
      escaped.lastIndex = this.#at;
      if (!escaped.test(this.#text)) return 'a backslash in a text is written \\\\';
      this.#at = escaped.lastIndex - 1;
    }
    this.#at = start;
    return 'the closing quote of this text is missing';
  }

  #missing(expected: string): string {
    const next = this.#text.slice(this.#at, this.#at + 2);
    if (next === '') return `the text ends where ${expected} should follow`;
    if (next === '//' || next === '/*' || next.startsWith('#')) return 'JSON has no comments';
    if (next.startsWith("'")) return `${expected} should follow; texts are written in double quotes`;
    return `${expected} should follow`;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (' \t\n\r'.includes(this.#text[this.#at] ?? '?')) this.#at++;
  }
}

function positionAt(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}
