import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { CommandInput } from '../src/commands/platform/command-input.ts';
import { everyPage } from '../src/commands/platform/names.ts';
import { plain, record, table } from '../src/commands/platform/output.ts';

const rows = [
  { name: 'one', tags: ['a', 'b'], note: null },
  { name: 'longer name', tags: [], note: 'has\ttabs,\na line \u001b[31mand colour' },
];
const columns = {
  NAME: (row: (typeof rows)[number]) => row.name,
  TAGS: (row: (typeof rows)[number]) => row.tags,
  NOTE: (row: (typeof rows)[number]) => row.note,
};

test('a list is a table with a head at a terminal, and lines with tabs elsewhere', () => {
  verifies('cli:platform:output');
  const { text, value } = table(rows, columns);
  expect(text(true)).toBe(
    'NAME         TAGS  NOTE\none          a, b  -\nlonger name  -     has tabs, a line  [31mand colour',
  );
  expect(text(false)).toBe('one\ta, b\t-\nlonger name\t-\thas tabs, a line  [31mand colour');
  expect(value).toBe(rows);
  expect(table([], columns).text(true)).toBe('None.');
  expect(table([], columns).text(false)).toBe('');
});

test('one thing is a field a line, without those that say nothing', () => {
  verifies('cli:platform:output');
  expect(record({ id: 'x', empty: null, none: [], nested: { a: 1 } }).text(true)).toBe(
    'id      x\nnested  {"a":1}',
  );
});

test('a result that is text is shown as it is', () => {
  verifies('cli:platform:output');
  expect(plain({ result: 'a\tb' }, 'a\tb').text(true)).toBe('a\tb');
  expect(plain({ a: 1 }).text(true)).toBe('{\n  "a": 1\n}');
});

test('what is wrong on the command line is said with the option', () => {
  verifies('cli:platform:errors');
  const input = new CommandInput({
    rateLimit: 'many',
    settings: '[1]',
    arguments: '{',
    header: ['no-value'],
  });
  expect(() => input.number('rateLimit')).toThrow('--rate-limit many: it must be a number');
  expect(() => input.object('settings')).toThrow('--settings must be a JSON object');
  expect(() => input.object('arguments')).toThrow('--arguments must be a JSON object');
  expect(() => input.pairs('header')).toThrow('--header no-value: write it as key=value');
  expect(new CommandInput({ header: ['a=b=c', 'd='] }).pairs('header')).toEqual({ a: 'b=c', d: '' });
});

test('lists are read page by page to their end', async () => {
  verifies('cli:platform:output');
  const all = Array.from({ length: 250 }, (_, at) => at);
  const read = await everyPage(async page => all.slice((page - 1) * 100, page * 100));
  expect(read).toEqual(all);
});
