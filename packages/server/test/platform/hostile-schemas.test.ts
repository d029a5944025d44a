import type { JsonObject } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { PlatformError } from '../../src/platform/problem.ts';
import { ArgumentCheck } from '../../src/platform/tools/argument-check.ts';
import { isPlainlyLinear } from '../../src/platform/tools/linear-pattern.ts';

const long = `${'a'.repeat(50_000)}!`;
const text = (schema: object): JsonObject => ({
  type: 'object',
  properties: { text: { type: 'string', ...schema } },
});

/** What a check has against arguments; none where it lets them pass. */
function complaints(schema: JsonObject, given: JsonObject): readonly string[] {
  try {
    new ArgumentCheck().check(schema, given);
    return [];
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return error.details.errors?.map(({ pointer, message }) => `${pointer} ${message}`) ?? [];
  }
}

const doubling = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [
    `d${at}`,
    { anyOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
  ]),
);
const formats = [
  'email',
  'uri',
  'uri-template',
  'hostname',
  'idn-hostname',
  'date-time',
  'json-pointer',
  'ipv6',
  'iri',
  'duration',
  'regex',
];

test.each<[string, JsonObject, JsonObject?]>([
  ['nested repetition', text({ pattern: '^(a+)+$' })],
  ['overlapping choices', text({ pattern: '^(a|a)*$' })],
  ['many repetitions in a row', text({ pattern: '^a*a*a*a*a*a*a*a*b$' })],
  ['an open beginning', text({ pattern: 'a*a*a*b' })],
  ['a look-ahead, which RE2 lacks', text({ pattern: '^(?=(a+)+$)a' })],
  ['a back reference', text({ pattern: '^(a+)+\\1$' })],
  ['a program of thousands of steps', text({ pattern: '(.{0,500}){0,2}b' })],
  ['a pattern of a megabyte', text({ pattern: '(a|b)'.repeat(200_000) })],
  ['names matched by a pattern', { patternProperties: { '^(a+)+$': { type: 'string' } } }, { [long]: 1 }],
  ['names held back by a pattern', { propertyNames: { pattern: '^(a+)+$' } }, { [long]: 1 }],
  [
    'a pattern beside a closed list',
    { patternProperties: { '(a|aa)+$': {} }, additionalProperties: false },
    { [long]: 1 },
  ],
  [
    'references that double at each step',
    { $ref: '#/$defs/d0', $defs: { ...doubling, d60: { type: 'string' } } },
  ],
  ['a reference to itself', { $ref: '#' }],
  [
    'two references in a circle',
    { allOf: [{ $ref: '#/$defs/a' }], $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
  ],
  ['a reference that leads nowhere', text({ $ref: '#/nowhere' })],
  ['thousands of levels', JSON.parse(`${'{"properties":{"text":'.repeat(3_000)}{}${'}}'.repeat(3_000)}`)],
  ['keywords of the checker itself', text({ '~refine': [{}], '~guard': {} })],
  ...formats.map((format): [string, JsonObject] => [`the format ${format}`, text({ format })]),
])('%s keeps nobody waiting', (_what, schema, given = { text: long }) => {
  verifies('api-docs:arguments:bounded');
  const startedAt = performance.now();
  complaints(schema, given);
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test.each<[string, JsonObject, JsonObject]>([
  ['a pattern', text({ pattern: '^(ab)+$' }), { text: 'aba' }],
  ['a pattern anywhere in the text', text({ pattern: '\\d{3}' }), { text: 'room 12' }],
  ['a property that is called pattern', { properties: { pattern: { pattern: '^x' } } }, { pattern: 'y' }],
  ['names by a plain pattern', { patternProperties: { '^x-': { type: 'string' } } }, { 'x-a': 1 }],
  [
    'a closed list with a plain pattern',
    { patternProperties: { '^x-': {} }, additionalProperties: false },
    { y: 1 },
  ],
  [
    'a reference',
    { properties: { a: { $ref: '#/$defs/n' } }, $defs: { n: { type: 'integer' } } },
    { a: 'x' },
  ],
  [
    'a tree',
    {
      $defs: { t: { properties: { next: { $ref: '#/$defs/t' }, n: { type: 'integer' } } } },
      $ref: '#/$defs/t',
    },
    { next: { next: { n: '1' } } },
  ],
])('%s is held as before', (_what, schema, given) => {
  verifies('api-docs:arguments:checked');
  expect(complaints(schema, given)).toHaveLength(1);
});

test.each<[string, JsonObject, JsonObject]>([
  ['a pattern that holds', text({ pattern: '^(ab)+$' }), { text: 'abab' }],
  ['a pattern of another alphabet', text({ pattern: '^\\p{L}+$' }), { text: 'grün' }],
  [
    'what looks like a pattern and is a value',
    { properties: { a: { const: { pattern: 'x' } } } },
    { a: { pattern: 'x' } },
  ],
  ['what only its server can match', text({ pattern: '^(?!bad)' }), { text: 'bad' }],
])('%s passes', (_what, schema, given) => {
  verifies('api-docs:arguments:checked');
  expect(complaints(schema, given)).toEqual([]);
});

test('a refusal shows the pattern as it was written', () => {
  expect(complaints(text({ pattern: '^(ab)+$' }), { text: 'x' })).toEqual([
    '/arguments/text must match pattern "^(ab)+$"',
  ]);
});

test('only patterns without groups, and with one repetition at the end, are left to JavaScript', () => {
  verifies('api-docs:arguments:bounded');
  const plain = ['^x-', '^[a-z_]+$', '^.*$', '.*', '^(.*)$', '^S_', '^[^\\]]*$', '^\\d+$', '^$'];
  expect(plain.filter(pattern => !isPlainlyLinear(pattern))).toEqual([]);
  const others = ['(a+)+', '^(a+)+$', '^a*a*$', 'a+', '^a|b', '^[a', '^\\1', '^(?=a)', '^a+b', '^a{1,9}'];
  expect(others.filter(isPlainlyLinear)).toEqual([]);
});
