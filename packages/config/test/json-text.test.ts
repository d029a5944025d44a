import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonText } from '../src/json-text.ts';

const accepts = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

test('what JSON.parse reads is read the same', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (text, indent) => {
      const written = JSON.stringify(JSON.parse(text), null, indent);
      expect(readJsonText(written)).toMatchObject({ value: JSON.parse(written), duplicates: [] });
    }),
  );
});

test('a text with one character lost, put in or changed is refused exactly when JSON.parse refuses it', () => {
  const characters = fc.constantFrom(...'{}[]",:\\ \n0-.eEtu/x');
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.nat(1),
      fc.oneof(fc.constant(''), characters),
      (text, at, cut, put) => {
        const index = at % (text.length + 1);
        const broken = text.slice(0, index) + put + text.slice(index + cut);
        expect('value' in readJsonText(broken)).toBe(accepts(broken));
      },
    ),
    { numRuns: 3000 },
  );
});

test('any text is read or refused with a place inside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ \n0-1.ae') }), text => {
      const json = readJsonText(text);
      expect('value' in json).toBe(accepts(text));
      if ('value' in json) return;
      const lines = text.split('\n');
      expect(json.position.line).toBeLessThanOrEqual(lines.length);
      expect(json.position.column).toBeLessThanOrEqual((lines[json.position.line - 1]?.length ?? 0) + 1);
    }),
    { numRuns: 3000 },
  );
});
