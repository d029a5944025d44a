import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { ConfigError, parseRateLimit } from '../src/index.ts';
import { issuesOf } from './parsing.ts';

test.each([
  ['200 per day', 200, 86_400_000],
  ['10/minute', 10, 60_000],
  ['5 per 2 minutes', 5, 120_000],
  ['1/second', 1, 1000],
  ['50 PER Hour', 50, 3_600_000],
  ['  3   per   10  seconds ', 3, 10_000],
  ['7/3days', 7, 259_200_000],
  ['1 per month', 1, 2_592_000_000],
  ['1 per year', 1, 31_104_000_000],
])('%j allows %i requests in %i ms', (text, limit, windowMs) => {
  verifies('config:rate-limits:notation');
  expect(parseRateLimit(text)).toEqual([{ limit, windowMs, text: text.trim() }]);
});

test.each(['1/second; 100 per hour', '1/second,100 per hour', '1/second|100 per hour'])(
  'several limits stand in one text: %j',
  text => {
    verifies('config:rate-limits:several');
    expect(parseRateLimit(text)).toEqual([
      { limit: 1, windowMs: 1000, text: '1/second' },
      { limit: 100, windowMs: 3_600_000, text: '100 per hour' },
    ]);
  },
);

test.each([
  '',
  '10',
  'per day',
  '0 per day',
  '-1 per day',
  '1 per 0 days',
  '10 per fortnight',
  '1.5/hour',
  '1/day;',
  '10 per minutess',
])('%j is no rate limit', text => {
  expect(() => parseRateLimit(text)).toThrow(ConfigError);
  expect(issuesOf({ rate_limiting: { call_limit: text } })).toMatchObject([
    { pointer: '/rate_limiting/call_limit', value: text },
  ]);
});

test('a wrong limit in a list is reported at its place', () => {
  const issues = issuesOf({ rate_limiting: { default_limits: ['1 per day', 'often', 5] } });
  expect(issues.map(({ pointer }) => pointer)).toEqual([
    '/rate_limiting/default_limits/1',
    '/rate_limiting/default_limits/2',
  ]);
});

test.each(['memory://', 'redis://localhost', 'redis://:pw@host:6379/1', 'rediss://host'])(
  '%s is a storage',
  uri => {
    expect(() => issuesOf({ rate_limiting: { storage_uri: uri } })).toThrow('was accepted');
  },
);

test.each(['memcached://localhost', 'redis:', 'redis://', 'memory', 'http://host'])(
  '%s is no storage',
  uri => {
    expect(issuesOf({ rate_limiting: { storage_uri: uri } })).toMatchObject([
      { pointer: '/rate_limiting/storage_uri' },
    ]);
  },
);
