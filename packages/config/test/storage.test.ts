import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { diffConfig } from '../src/index.ts';
import { issuesOf, newSecret, parse } from './parsing.ts';

test('storage is the URI of a PostgreSQL database, and absent by default', () => {
  verifies('config:storage:uri');
  const uri = `postgres://gateway:${newSecret()}@db.example.com:5433/gateway`;
  expect(parse({ storage: uri }).config.storage).toBe(uri);
  expect(parse({}).config.storage).toBeUndefined();
});

test.each(['sqlite://file', 'postgres://', 'mysql://host/db', 'host/database', ''])(
  '%j is no database to keep things in',
  storage => {
    verifies('config:storage:uri');
    expect(issuesOf({ storage })).toMatchObject([{ pointer: '/storage' }]);
  },
);

test('the password in it is in no issue and in no difference', () => {
  verifies('config:storage:uri');
  const password = newSecret();
  expect(JSON.stringify(issuesOf({ storage: `mysql://u:${password}@host/db` }))).not.toContain(password);
  const { config } = parse({ storage: `postgres://u:${password}@host/db` });
  expect(JSON.stringify(diffConfig(parse({}).config, config))).not.toContain(password);
});

test('the limit of the platform API is a rate limit, and absent by default', () => {
  expect(parse({}).config.rate_limiting.api_limit).toBeUndefined();
  expect(parse({ rate_limiting: { api_limit: '5/second' } }).config.rate_limiting.api_limit).toBe('5/second');
  expect(issuesOf({ rate_limiting: { api_limit: 'often' } })).toMatchObject([
    { pointer: '/rate_limiting/api_limit' },
  ]);
});

test('callers may name commands unless the file says otherwise', () => {
  expect(parse({}).config.security.allow_stdio_servers).toBe(true);
  expect(parse({ security: { allow_stdio_servers: false } }).config.security.allow_stdio_servers).toBe(false);
});
