import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway } from './fixtures/gateway.ts';
import { startSkill } from './fixtures/skill.ts';

async function parametersOf(inputSchema: unknown) {
  await using gateway = await FixtureGateway.start();
  gateway.services.set('greeter', [{ name: 'tool', inputSchema: inputSchema as Record<string, unknown> }]);
  await using skill = await startSkill(gateway);
  const [tool] = skill.getTools();
  return { parameters: tool?.parameters, required: tool?.required };
}

test('an argument keeps type, description and enumeration, and its default unless it is required', async () => {
  verifies('skill:tools:schema');
  const { parameters, required } = await parametersOf({
    type: 'object',
    properties: {
      priority: { type: 'string', description: 'How urgent', enum: ['low', 'high'], default: 'low' },
      count: { type: 'integer', default: 1 },
      note: {},
    },
    required: ['count', 'unheard-of'],
  });
  expect(required).toEqual(['count']);
  expect(parameters).toEqual({
    priority: { type: 'string', description: 'How urgent', enum: ['low', 'high'], default: 'low' },
    count: { type: 'integer', description: '' },
    note: { type: 'string', description: '' },
  });
});

test('nested objects and arrays stay whole', async () => {
  verifies('skill:tools:nested-schema');
  const order = {
    type: 'object',
    description: 'The order',
    properties: {
      lines: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
    },
    required: ['lines'],
  };
  const tags = { type: 'array', description: '', items: { type: 'string', enum: ['a', 'b'] }, maxItems: 3 };
  const { parameters } = await parametersOf({ properties: { order, tags } });
  expect(parameters).toEqual({ order, tags });
});

test('definitions are written out where they are used, and a definition of itself ends', async () => {
  verifies('skill:tools:nested-schema');
  const { parameters } = await parametersOf({
    properties: {
      place: { $ref: '#/$defs/Place', description: 'Where to' },
      tree: { $ref: '#/$defs/Tree' },
      lost: { $ref: '#/$defs/Nowhere' },
    },
    $defs: {
      Place: { type: 'object', properties: { city: { type: 'string' } } },
      Tree: { type: 'object', properties: { child: { $ref: '#/$defs/Tree' } } },
    },
  });
  expect(parameters?.place).toEqual({
    type: 'object',
    description: 'Where to',
    properties: { city: { type: 'string' } },
  });
  expect(parameters?.tree).toEqual({
    type: 'object',
    description: '',
    properties: { child: { type: 'object' } },
  });
  expect(parameters?.lost).toEqual({ type: 'object', description: '' });
});

test('an argument that may be null is the argument without null', async () => {
  const { parameters } = await parametersOf({
    properties: {
      limit: { anyOf: [{ type: 'integer', minimum: 1 }, { type: 'null' }], default: null, title: 'Limit' },
      word: { type: ['string', 'null'], description: 'A word' },
      either: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    },
  });
  expect(parameters).toEqual({
    limit: { type: 'integer', description: '', minimum: 1, title: 'Limit' },
    word: { type: 'string', description: 'A word' },
    either: { description: '', anyOf: [{ type: 'integer' }, { type: 'string' }] },
  });
});

test('a schema that grows with every reference is cut, not followed', async () => {
  const bomb = Object.fromEntries(
    Array.from({ length: 40 }, (_, level) => [
      `L${level}`,
      {
        type: 'object',
        properties: { a: { $ref: `#/$defs/L${level + 1}` }, b: { $ref: `#/$defs/L${level + 1}` } },
      },
    ]),
  );
  const { parameters } = await parametersOf({ properties: { bomb: { $ref: '#/$defs/L0' } }, $defs: bomb });
  expect(JSON.stringify(parameters).length).toBeLessThan(500_000);
});

test.each([undefined, null, 'text', [], { properties: [] }, { properties: { a: 'text' } }])(
  'a schema that is none (%j) still makes a function',
  async schema => {
    const { parameters } = await parametersOf(schema);
    expect(parameters).toBeDefined();
  },
);
