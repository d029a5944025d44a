import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import type { Remark } from './suite.ts';
import { objections, verdictOn } from './verdict.ts';

const result = (...remarks: Remark[]) => ({ scenario: 'tea', passed: 2, remarks });
const failure: Remark = { check: 'tea-hot', status: 'FAILURE', message: 'it is cold' };
const warning: Remark = { check: 'tea-sweet', status: 'WARNING', message: 'no sugar' };

test('a failed check and a warning are objections', () => {
  verifies('mcp-conformance:matrix:impossible-is-named');
  expect(objections(result(failure, warning), [])).toEqual([
    'tea-hot: FAILURE it is cold',
    'tea-sweet: WARNING no sugar',
  ]);
  expect(verdictOn(result(failure), [])).toBe('fails');
  expect(verdictOn(result(), [])).toBe('passes');
});

test('what is named as impossible may fail, and nothing beside it', () => {
  verifies('mcp-conformance:matrix:impossible-is-named');
  expect(verdictOn(result(failure), ['tea-hot'])).toBe('impossible');
  expect(objections(result(failure, warning), ['tea-hot'])).toEqual(['tea-sweet: WARNING no sugar']);
});

test('what is named as impossible must not succeed', () => {
  verifies('mcp-conformance:matrix:impossible-is-named');
  expect(objections(result(), ['tea-hot'])).toEqual(['tea-hot: named as impossible, and yet not failed']);
});

test('a scenario that did not take place is an objection', () => {
  verifies('mcp-conformance:matrix:impossible-is-named');
  expect(objections(undefined, [])).toHaveLength(1);
  expect(objections({ scenario: 'tea', passed: 0, remarks: [] }, [])).toHaveLength(1);
});
