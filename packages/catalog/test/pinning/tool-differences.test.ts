import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { toolDifferences } from '../../src/pinning/tool-differences.ts';

const tool = (properties: object) => ({ name: 'a', inputSchema: { type: 'object', properties } });

test('a difference is told where it lies, by JSON pointer', () => {
  verifies('pinning:changes:shown');
  const before = tool({ 'a/b~c': { type: 'string', enum: ['x'] }, gone: {} });
  const after = tool({ 'a/b~c': { type: 'string', enum: ['x', 'y'] }, come: { type: 'null' } });
  expect(toolDifferences(before, after)).toEqual([
    { pointer: '/inputSchema/properties/a~1b~0c/enum/1', after: 'y' },
    { pointer: '/inputSchema/properties/gone', before: {} },
    { pointer: '/inputSchema/properties/come', after: { type: 'null' } },
  ]);
});

test('what callers do not go by is no difference', () => {
  verifies('pinning:changes:shown');
  expect(toolDifferences({ ...tool({}), icons: [1], _meta: {} }, { ...tool({}), icons: [2] })).toEqual([]);
});

test('of very many differences a hundred are told', () => {
  verifies('pinning:changes:bounded');
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`p${i}`, {}]));
  expect(toolDifferences(tool({}), tool(many))).toHaveLength(100);
});
