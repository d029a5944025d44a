import { verifies } from '@gw/test';
import fc from 'fast-check';
import { Check } from 'typebox/schema';
import { expect, test } from 'vitest';
import { configJsonSchema } from '../src/index.ts';
import { newSecret, parse } from './parsing.ts';

const schema = configJsonSchema();
const accepts = (file: unknown) => Check(schema, file);

test('a file that leaves everything out but commands is accepted', () => {
  verifies('config:editors:schema');
  expect(accepts({ $schema: './config.schema.json', services: { one: { command: ['x'] } } })).toBe(true);
});

test.each([
  { server: { port: 'http' } },
  { server: { prt: 1 } },
  { services: { 'a b': { command: ['x'] } } },
  { services: { one: {} } },
  { services: { one: { command: [] } } },
  { services: { one: { command: ['x'], sandbox_config: { memory_mb: 0 } } } },
  { session: { default_timeout: 0 } },
  { logging: { level: 'loud' } },
  { server: { tls: {} } },
])('%j is marked', file => {
  verifies('config:editors:schema');
  expect(accepts(file)).toBe(false);
});

const settings = fc.record(
  {
    server: fc.record(
      {
        auth_token: fc.constant(newSecret()),
        port: fc.oneof(fc.nat(65_535), fc.nat(65_535).map(String), fc.constant('${P|80}')),
      },
      { requiredKeys: ['auth_token'] },
    ),
    logging: fc.record({ level: fc.constantFrom('debug', 'Warn', 'FATAL', '${L|info}') }),
    security: fc.record({ hsts: fc.constantFrom(true, 'TRUE', 'false', '${H|true}') }),
    rate_limiting: fc.record({ key: fc.constantFrom('session', '${K|address}') }),
    services: fc.dictionary(
      fc.stringMatching(/^[a-z]{1,8}$/),
      fc.record(
        {
          command: fc.constant(['x']),
          call_timeout: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.constant('0.5')),
          sandbox_config: fc.record({ memory_mb: fc.constantFrom(1, '64') }),
        },
        { requiredKeys: ['command'] },
      ),
    ),
  },
  { requiredKeys: ['server'] },
);

test('what the gateway takes without a warning, an editor takes without a mark', () => {
  fc.assert(
    fc.property(settings, file => {
      expect(parse(file).warnings).toEqual([]);
      expect(accepts(file)).toBe(true);
    }),
  );
});

test('no keyword of our own stands in the published schema', () => {
  const keywords = new Set<string>();
  collectKeywords(schema, keywords);
  expect([...keywords].sort()).toEqual([
    '$schema',
    'additionalProperties',
    'anyOf',
    'default',
    'description',
    'enum',
    'exclusiveMinimum',
    'items',
    'maximum',
    'minItems',
    'minimum',
    'oneOf',
    'pattern',
    'patternProperties',
    'properties',
    'required',
    'title',
    'type',
  ]);
});

function collectKeywords(schema: object, keywords: Set<string>): void {
  for (const [keyword, value] of Object.entries(schema)) {
    keywords.add(keyword);
    const named = keyword === 'properties' || keyword === 'patternProperties';
    const children: unknown[] = named || keyword === 'anyOf' ? Object.values(value) : [value];
    if (!named && keyword !== 'anyOf' && keyword !== 'items') continue;
    for (const child of children) if (child instanceof Object) collectKeywords(child, keywords);
  }
}
