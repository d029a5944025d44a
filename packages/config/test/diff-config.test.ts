import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { diffConfig } from '../src/index.ts';
import { newSecret, parse } from './parsing.ts';

const service = (entry: object) => ({ services: { one: { command: ['server'], ...entry } } });
const diff = (before: object, after: object) => diffConfig(parse(before).config, parse(after).config);

test('equal configurations differ in nothing', () => {
  expect(diff(service({}), service({ enabled: 'true' }))).toEqual([]);
});

test('each setting that differs is told with its pointer, before and after', () => {
  verifies('config:diff:pointers');
  const before = { session: { default_timeout: 5 }, logging: { file: 'a.log' }, ...service({ warm: 1 }) };
  const after = { rate_limiting: { default_limits: [] }, ...service({ warm: 2 }) };
  expect(diff(before, after)).toEqual([
    { pointer: '/services/one/warm', before: 1, after: 2 },
    { pointer: '/session/default_timeout', before: 5, after: 300 },
    { pointer: '/rate_limiting/default_limits', before: ['200 per day', '50 per hour'], after: [] },
    { pointer: '/logging/file', before: '/srv/a.log' },
  ]);
});

test('a service that came or went is one change', () => {
  const changes = diff({ services: { a: { command: ['x'] } } }, { services: { b: { command: ['x'] } } });
  expect(changes).toMatchObject([
    { pointer: '/services/a', before: { command: ['x'] } },
    { pointer: '/services/b', after: { command: ['x'] } },
  ]);
});

test('secrets are masked, and whether they are set can be seen', () => {
  verifies('config:diff:secrets');
  const secret = newSecret();
  const before = {
    server: { auth_user: 'admin', auth_password: secret },
    rate_limiting: { storage_uri: `redis://:${secret}@host` },
    services: {
      one: { command: ['server', '--token', secret], env: { KEY: secret } },
      two: { command: ['server', secret], env: { KEY: secret } },
    },
  };
  const after = {
    server: { auth_user: 'admin', auth_password: newSecret(), auth_token: secret },
    services: { one: { command: ['other'], env: { KEY: 'x', OTHER: secret } } },
  };
  const changes = diff(before, after);
  expect(JSON.stringify(changes)).not.toContain(secret);
  expect(changes).toMatchObject([
    { pointer: '/server/auth_password', before: '***', after: '***' },
    { pointer: '/server/auth_token', before: '', after: '***' },
    { pointer: '/services/one/command', before: ['server', '***', '***'], after: ['other'] },
    { pointer: '/services/one/env/KEY', before: '***', after: '***' },
    { pointer: '/services/one/env/OTHER', after: '***' },
    { pointer: '/services/two', before: { command: ['server', '***'], env: { KEY: '***' } } },
    { pointer: '/rate_limiting/storage_uri', before: '***', after: '***' },
  ]);
});
