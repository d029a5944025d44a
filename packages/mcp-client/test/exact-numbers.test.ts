import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../src/index.ts';
import { startAsker, textOf } from './start-client.ts';

const exactResult =
  '{"structuredContent":{"id":9007199254740993,"far":1e400,"near":0.30000000000000004,"long":-12345678901234567890.5,"text":"9007199254740993","plain":100000}}';

test('numbers that a double can not hold come back as they were written', async () => {
  verifies('mcp-upstream:numbers:exact');
  await using client = await startAsker();
  const result = await client.callTool('exact', {});
  expect(JSON.stringify(result)).toBe(exactResult);
});

test('they go to the server as they were written, too', async () => {
  verifies('mcp-upstream:numbers:exact');
  await using client = await startAsker();
  const args = parseJson('{"id":9007199254740993,"far":-1e-400}') as Record<string, unknown>;
  const { raw } = await client.callTool('given', args);
  expect(raw).toContain('"arguments":{"id":9007199254740993,"far":-1e-400}');
});

test("a server's request whose id has too many digits is answered under that id", async () => {
  await using client = await startAsker();
  expect(textOf(await client.callTool('ask-with-long-id', {}))).toMatch(/"id":9007199254740993[,}]/);
});

test('all other numbers are numbers', () => {
  const values = [0.30000000000000004, 1e5, 1e21, 5e-324, 9007199254740991, 1.7976931348623157e308, 1e100];
  const text = `[${values.map(value => JSON.stringify(value)).join(',')},1.50,1E3, 100000000000000000000,0.000]`;
  expect(parseJson(text)).toEqual([...values, 1.5, 1000, 1e20, 0]);
});

test('digits in strings and keys stay what they are', () => {
  const text = '{"12345678901234567890":"1: 12345678901234567890, 1e999","n":1}';
  expect(parseJson(text)).toEqual(JSON.parse(text));
  const beside = '{"a":[": 12345678901234567890"],"b":12345678901234567890}';
  expect(JSON.stringify(parseJson(beside))).toBe(beside);
});

test('any decimal number, wherever it stands, is the same number when it is written again', () => {
  verifies('mcp-upstream:numbers:exact');
  const digits = (min: number, max: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map(list => list.join(''));
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.oneof(
        fc.constant('0'),
        digits(1, 25).map(text => `${1 + (text.length % 9)}${text}`),
      ),
      fc.option(digits(1, 25), { nil: undefined }),
      fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+', 'e-'), fc.integer({ min: 0, max: 500 })), {
        nil: undefined,
      }),
    )
    .map(
      ([sign, whole, fraction, exponent]) =>
        `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${exponent ? exponent.join('') : ''}`,
    );
  const spaces = fc.constantFrom('', ' ', '\n', '\t');
  fc.assert(
    fc.property(fc.array(fc.tuple(spaces, number, spaces), { minLength: 1, maxLength: 5 }), entries => {
      const text = `{"a":[${entries.map(entry => entry.join('')).join(',')}]}`;
      const written = JSON.stringify(parseJson(text)).match(/-?\d[\d.]*(?:[eE][+-]?\d+)?/g) ?? [];
      expect(written.map(normal)).toEqual(entries.map(([, source]) => normal(source)));
    }),
    { numRuns: 2_000 },
  );
});

/** A decimal number as a sign, an integer without zeros at its end, and an exponent: by BigInt, not by our own code. */
function normal(source: string): string {
  const [mantissa = '', exponent = '0'] = source.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let value = BigInt(`${whole.replace('-', '')}${fraction}`);
  let power = Number(exponent) - fraction.length;
  if (value === 0n) return '0';
  while (value % 10n === 0n) {
    value /= 10n;
    power++;
  }
  return `${mantissa.startsWith('-') ? '-' : ''}${value}e${power}`;
}
