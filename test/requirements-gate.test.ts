import { describe, expect, test } from 'vitest';
import type { Requirement } from './requirement.ts';
import { requirements } from './requirements.ts';
import { type Evidence, idsInSource, judge } from './requirements-gate.ts';
import { verifies } from './verifies.ts';

const promise: Requirement = { id: 'a:b:c', sentence: 'It holds.', source: 'issue' };
const gap: Requirement = { ...promise, knownGap: 'not yet' };
const evidence = (seen: Partial<Record<keyof Evidence, string[]>>): Evidence => ({
  proved: new Set(seen.proved),
  failedAsExpected: new Set(seen.failedAsExpected),
  skipped: new Set(seen.skipped),
  cited: new Set(seen.cited),
});

describe('the gate', () => {
  test('accepts a promise that a passing test proves', () => {
    verifies('ci:requirements:gate');
    expect(judge([promise], evidence({ proved: ['a:b:c'], cited: ['a:b:c'] })).problems).toEqual([]);
  });

  test('is red for a promise without a passing test', () => {
    verifies('ci:requirements:gate');
    expect(judge([promise], evidence({ cited: ['a:b:c'] })).problems).toEqual([
      'a:b:c is proved by no passing test: It holds.',
    ]);
  });

  test('is red for an id that nobody listed', () => {
    verifies('ci:requirements:gate');
    expect(judge([], evidence({ proved: ['x:y:z'], cited: ['x:y:z'] })).problems).toHaveLength(1);
  });

  test('lists apart what could not be shown on this host', () => {
    expect(judge([promise], evidence({ skipped: ['a:b:c'] }))).toEqual({
      problems: [],
      notShownHere: ['a:b:c'],
    });
  });

  test('wants a known gap shown by a failing test, and is red once the gap is closed', () => {
    verifies('ci:requirements:known-gap');
    expect(judge([gap], evidence({ failedAsExpected: ['a:b:c'], cited: ['a:b:c'] })).problems).toEqual([]);
    expect(judge([gap], evidence({})).problems).toHaveLength(1);
    expect(judge([gap], evidence({ proved: ['a:b:c'], cited: ['a:b:c'] })).problems).toEqual([
      'a:b:c is proved by now: remove its knownGap',
    ]);
  });

  test('is red for an id listed twice', () => {
    expect(judge([promise, promise], evidence({ proved: ['a:b:c'] })).problems).toEqual([
      'a:b:c is listed twice',
    ]);
  });

  test('finds the ids that a skipped test would have cited', () => {
    expect(idsInSource("verifies('a:b:c', 'd:e:f');\n verifies(\n  'g:h:i',\n)")).toEqual([
      'a:b:c',
      'd:e:f',
      'g:h:i',
    ]);
  });
});

test('every requirement has an id of its area and topic, a sentence and a source', () => {
  for (const { id, sentence, source } of requirements) {
    expect(id).toMatch(/^[a-z0-9-]+(:[a-z0-9-]+){1,2}$/);
    expect(sentence, id).toMatch(/^\S.*[.?!]$/s);
    expect(source, id).not.toBe('');
  }
});
