import type { TSchema } from 'typebox';
import { keywordsOf } from './schema/setting.ts';

const DECIMAL = /^[+-]?\d+(\.\d+)?$/;

/**
 * A text as the type that the schema means: decimal notation as a number, `true` and `false` in any case as a
 * boolean, other spellings of an enumerated value as that value. Everything else stays as it is, so that the
 * check refuses it: `yes`, `0x1F`, `1e3`, `1,000`. Where a text is meant, digits stay a text.
 */
export function convertText(schema: TSchema, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const { type, spellings } = keywordsOf(schema);
  if (type === 'integer' || type === 'number') return DECIMAL.test(value.trim()) ? Number(value) : value;
  if (type === 'boolean') return toBoolean(value.trim().toLowerCase()) ?? value;
  if (spellings) return canonical(spellings, value.toUpperCase());
  return value;
}

function toBoolean(text: string): boolean | undefined {
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

function canonical(spellings: Readonly<Record<string, string>>, text: string): string {
  return Object.hasOwn(spellings, text) ? (spellings[text] ?? text) : text;
}
