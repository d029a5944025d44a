import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { vocabulary } from './vocabulary.ts';

/** What of JSON Schema the schemas of routes are made of. */
type Schema = TSchema & {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
} & Readonly<Record<'const' | 'default' | 'examples', unknown>>;

/** What an example is for. */
interface ExamplePlace {
  /** Whose words come before those of all. */
  readonly words: string;
  /** The name of the value. */
  readonly name?: string;
}

/**
 * A value that a schema describes, as one would meet it: fields of the same name have the same example all over the
 * API. Undefined where there is no word for it.
 */
export function exampleOf(schema: TSchema, place: ExamplePlace): unknown {
  const one = schema as Schema;
  const [given] = Array.isArray(one.examples) ? one.examples : [];
  if (given !== undefined) return given;
  const word = wordFor(one, place);
  if (word !== undefined) return word;
  for (const value of [one.default, one.const, one.enum?.[0]]) if (value !== undefined) return value;
  if (one.anyOf) return one.anyOf.map(choice => exampleOf(choice, place)).find(value => value !== undefined);
  if (one.allOf) return Object.assign({}, ...one.allOf.map(part => exampleOf(part, place)));
  switch (one.type) {
    case 'object':
      return fieldsOf(one, place);
    case 'array': {
      const item = one.items && exampleOf(one.items, place);
      return item === undefined ? [] : [item];
    }
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return one.minimum ?? 1;
    case 'null':
      return null;
    default:
      return undefined;
  }
}

function fieldsOf({ properties = {} }: Schema, { words }: ExamplePlace): Record<string, unknown> {
  const fields = Object.entries(properties).map(([name, field]) => [name, exampleOf(field, { words, name })]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

function wordFor(schema: Schema, { words, name }: ExamplePlace): unknown {
  if (name === undefined) return undefined;
  return [vocabulary[words]?.[name], vocabulary.any?.[name]].find(
    value => value !== undefined && Value.Check(schema, value),
  );
}
