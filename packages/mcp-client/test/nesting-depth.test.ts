import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseLine } from '../src/json-rpc/json-rpc-message.ts';

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

/** Texts that look like structure, with quotes and backslashes in every constellation, short and long. */
const trickyText = fc
  .array(fc.constantFrom('"', '\\', '[', '{', ']', '}', 'x', 'x'.repeat(70), '\\'.repeat(65)), {
    maxLength: 12,
  })
  .map(parts => parts.join(''));

test('exactly what is nested deeper than 256 is refused, whatever its texts hold', () => {
  verifies('mcp-client:faults:deep-nesting');
  fc.assert(
    fc.property(
      fc.array(trickyText, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 250, max: 260 }),
      (texts, levels) => {
        let value: unknown = texts;
        for (let level = 1; level < levels; level++)
          value = level % 2 ? { [texts[level % texts.length]!]: value } : [value, texts[0]];
        expect(depthOf(value)).toBe(levels);
        expect(parseLine(Buffer.from(JSON.stringify(value))).kind).toBe(levels > 256 ? 'tooDeep' : 'message');
      },
    ),
    { numRuns: 500 },
  );
});
