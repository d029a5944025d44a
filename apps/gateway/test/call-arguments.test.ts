import { expect, test } from 'vitest';
import { parseArgument } from '../src/commands/call.ts';

const tool = {
  name: 'tool',
  inputSchema: {
    properties: {
      text: { type: 'string' },
      count: { type: 'integer' },
      list: { type: 'array' },
      any: {},
    },
  },
};

test.each([
  ['text=42', ['text', '42']],
  ['text=a=b', ['text', 'a=b']],
  ['text=', ['text', '']],
  ['count=42', ['count', 42]],
  ['list=[1,"a"]', ['list', [1, 'a']]],
  ['any=true', ['any', true]],
  ['any=plain words', ['any', 'plain words']],
  ['unknown={"a":1}', ['unknown', { a: 1 }]],
])('--arg %s is read by the schema of the tool', (text, expected) => {
  expect(parseArgument(text, tool)).toEqual(expected);
});

test.each(['novalue', '=value'])('--arg %s is refused with the form that is meant', text => {
  expect(() => parseArgument(text, tool)).toThrow(`--arg ${text}: write it as key=value`);
});

test('a value that the schema cannot mean is refused by name', () => {
  expect(() => parseArgument('count=many', tool)).toThrow("count is integer by the tool's schema");
});
