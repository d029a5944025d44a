import { expect, test } from 'vitest';
import { median, quantile } from '../src/statistics.ts';

test('the median is the middle, or the mean of the two in the middle, in any order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([10, 2, 1, 3])).toBe(2.5);
  expect(median([7])).toBe(7);
});

test('numbers are sorted as numbers', () => {
  expect(median([9, 10, 100])).toBe(10);
});

test('a quantile lies between its neighbours by straight line', () => {
  const hundred = Array.from({ length: 101 }, (_, i) => i);
  expect(quantile(hundred, 0.99)).toBe(99);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
  expect(quantile([5, 1], 0)).toBe(1);
  expect(quantile([5, 1], 1)).toBe(5);
});

test('nothing measured is an error, never a figure', () => {
  expect(() => median([])).toThrow('Nothing was measured');
});
