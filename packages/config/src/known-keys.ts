import { distance } from 'fastest-levenshtein';
import Type, { type TSchema } from 'typebox';
import { childPointer } from './json-pointer.ts';

const LONGEST_KEY = 64;

/**
 * The known key that a mistyped one most likely means: case and `-` for `_` don't matter, and no more than a
 * third of the letters (two in short keys) may differ.
 */
export function nearestKey(key: string, known: readonly string[]): string | undefined {
  if (key.length > LONGEST_KEY) return undefined;
  const plain = key.toLowerCase().replaceAll('-', '_');
  const ranked = known
    .map(name => ({ name, far: distance(plain, name) }))
    .filter(({ name, far }) => far <= Math.max(2, Math.floor(name.length / 3)) && far < name.length)
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.name;
}

/** Where in the configuration settings of this very name stand: for keys that were put in the wrong section. */
export function placesOf(key: string, schema: TSchema, pointer = ''): string[] {
  if (Type.IsRecord(schema)) return placesOf(key, Type.RecordValue(schema), `${pointer}/<name>`);
  if (Type.IsUnion(schema)) return schema.anyOf.flatMap(child => placesOf(key, child, pointer));
  if (!Type.IsObject(schema)) return [];
  return Object.entries(schema.properties).flatMap(([name, child]) => {
    const below = placesOf(key, child, childPointer(pointer, name));
    return name === key ? [childPointer(pointer, name), ...below] : below;
  });
}
