import Type, { type TSchema } from 'typebox';
import { keywordsOf } from './schema/setting.ts';

/** What a setting takes, in words: `a whole number from 0 to 65535`. Used by issues and by the reference page. */
export function expectation(schema: TSchema): string {
  const { expected, type, unit, enum: values } = keywordsOf(schema);
  if (values) return `one of ${values.join(', ')}`;
  if (Type.IsObject(schema) || Type.IsRecord(schema)) return 'an object';
  if (expected !== undefined) return expected;
  if (Type.IsArray(schema)) return 'a list of texts';
  if (type === 'boolean') return 'true or false';
  if (type === 'integer') return `a whole number${unit ? ` (${unit})` : ''}${bounds(schema)}`;
  if (type === 'number') return `a number${unit ? ` (${unit})` : ''}${bounds(schema)}`;
  return 'a text';
}

function bounds(schema: TSchema): string {
  const { minimum, exclusiveMinimum, maximum } = keywordsOf(schema);
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (exclusiveMinimum !== undefined && maximum !== undefined) {
    return ` above ${exclusiveMinimum}, at most ${maximum}`;
  }
  return '';
}
