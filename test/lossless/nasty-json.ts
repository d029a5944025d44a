import fc from 'fast-check';
import { ExactNumber, type Json } from './exact-json.ts';

/** Numbers that come out of JavaScript as others, or not at all. */
export const nastyNumber: fc.Arbitrary<Json> = fc
  .oneof(
    fc.constantFrom(
      '0',
      '1',
      '-1.5',
      '9007199254740993',
      '-9007199254740993',
      '18446744073709551615',
      '123456789012345678901234567890',
      '0.1000000000000000055511151231257827',
      '3.141592653589793238462643383279',
      '1e400',
      '-1E+400',
      '1e-400',
      '4.9406564584124654e-324',
      '1e21',
      '1.10',
      '100e-2',
    ),
    fc.integer().map(String),
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
  )
  .map(text => new ExactNumber(text));

/** Strings that come to harm where text is cut, compared or coded again. */
export const nastyString: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '\ud800',
    'a\udc00b',
    '\u0000',
    '\u2028\u2029',
    '\ufeff',
    'e\u0301',
    '\u00e9',
    '\n',
    'data: x\n\n',
    '\\u0041',
    '𝄞',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.string({ maxLength: 12 }),
);

/**
 * Keys that mean something to JavaScript, to JSON-RPC or to MCP, but not here; or look like one another. A lone
 * backslash isn't among them: V8 13.6 (Node 24), once it has read one, may read another key of a single escaped
 * character at the same place as it: `JSON.parse('{"length":1,"\\\\":2}')`, then `'{"length":1,"\\n":2}'`.
 */
export const nastyKey: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(
      '__proto__',
      'constructor',
      'prototype',
      'toString',
      'hasOwnProperty',
      'then',
      'toJSON',
      'length',
      '0',
      '-0',
      '01',
      '',
      'id',
      'jsonrpc',
      'method',
      'e\u0301',
      '\u00e9',
      '\ud800',
      'x-unknown',
      'io.example/unknown',
    ),
    nastyString,
  )
  .filter(key => key !== '\\');

/** An object from any keys, `__proto__` among them as a plain key. */
export const objectOf = (entries: readonly (readonly [string, Json])[]): Json =>
  Object.fromEntries(entries) as Json;

/** Any JSON, a few levels deep. */
export const nastyJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>(tie => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false),
    nastyNumber,
    nastyString,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(nastyKey, tie('json')), { maxLength: 3 }).map(objectOf),
  ),
})).json;

/** Members that no revision of the specification knows, for any object of it that isn't closed. */
export const unknownMembers: fc.Arbitrary<readonly (readonly [string, Json])[]> = fc.array(
  fc.tuple(nastyKey, nastyJson),
  { maxLength: 2 },
);
