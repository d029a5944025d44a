/** JSON as its text says it: numbers keep the value that was written, which JavaScript's may not. */
export type Json = null | boolean | string | ExactNumber | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

/** A number by its decimal text. */
export class ExactNumber {
  readonly text: string;
  constructor(text: string | number) {
    this.text = String(text);
  }
}

interface RawJson {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { source: string }) => unknown,
  ): unknown;
}
const { rawJSON, parse } = JSON as unknown as RawJson;

export const parseExact = (text: string): Json =>
  parse(text, (_key, value, { source }) =>
    typeof value === 'number' ? new ExactNumber(source) : value,
  ) as Json;

export const writeExact = (value: Json): string =>
  JSON.stringify(value, (_key, inner) => (inner instanceof ExactNumber ? rawJSON(inner.text) : inner));

/** One text for all ways to write the same: keys in order, numbers in their shortest form. */
export function canonical(value: Json): string {
  if (value instanceof ExactNumber) return shortest(value.text);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}` as const,
  );
  return `{${members.sort().join(',')}}`;
}

/** The digits without zeros at either end, and the power of ten by which they are meant. */
function shortest(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  const power = BigInt(exponent) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${power}`;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);

/** The member at the end of a path, or undefined where the path leads nowhere. */
export function memberAt(value: Json | undefined, [first, ...rest]: readonly string[]): Json | undefined {
  if (first === undefined) return value;
  if (!isObject(value) || !Object.hasOwn(value, first)) return undefined;
  return memberAt(value[first], rest);
}

/** The same with the member at the end of the path, made where it isn't there; without it for `undefined`. */
export function withMember(value: Json | undefined, path: readonly string[], member: Json | undefined): Json {
  const [first, ...rest] = path;
  if (first === undefined) return member ?? null;
  const entries = isObject(value) ? Object.entries(value) : [];
  const inner = isObject(value) && Object.hasOwn(value, first) ? value[first] : undefined;
  const kept = entries.filter(([key]) => key !== first);
  if (rest.length === 0 && member === undefined) return Object.fromEntries(kept);
  return Object.fromEntries([...kept, [first, withMember(inner, rest, member)]]);
}
