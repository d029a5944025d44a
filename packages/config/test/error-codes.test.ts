import { expect, test } from 'vitest';
import { ConfigError, type ConfigErrorCode, formatIssue } from '../src/index.ts';

test('the codes are these', () => {
  const codes = {
    GW_CONFIG_NOT_FOUND: true,
    GW_CONFIG_UNREADABLE: true,
    GW_CONFIG_SYNTAX: true,
    GW_CONFIG_INVALID: true,
  } satisfies Record<ConfigErrorCode, true>;
  expect(Object.keys(codes)).toHaveLength(4);
});

test('the message of an error with very many issues stays readable', () => {
  const issues = Array.from({ length: 1000 }, (_, n) => ({ pointer: `/${n}`, message: 'is odd' }));
  const { message } = new ConfigError('GW_CONFIG_INVALID', 'Odd:', issues);
  expect(message.split('\n')).toHaveLength(52);
  expect(message).toContain('and 950 more');
});

test('an issue reads as a sentence', () => {
  const issue = { pointer: '/server/port', message: 'must be a whole number from 0 to 65535', value: 'http' };
  expect(formatIssue(issue)).toBe('/server/port must be a whole number from 0 to 65535 (given: "http")');
  expect(formatIssue({ pointer: '', message: 'must be an object' })).toBe(
    'the configuration must be an object',
  );
});
