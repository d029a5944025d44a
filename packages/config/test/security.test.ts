import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse } from './parsing.ts';

const good = {
  allowed_hosts: ['gateway.example.com', '*.example.com', 'localhost:8080', '[::1]:8080', '*'],
  cors_origins: ['*', 'https://app.example.com', 'http://localhost:3000'],
  allow_private_addresses: ['10.0.0.0/8', '127.0.0.1', 'fd00::/8'],
  trusted_proxies: ['10.0.0.1', '10.0.0.0/8', 'fd00::/8', 'loopback', 'uniquelocal'],
};

test('hosts, origins and proxies are taken as they are', () => {
  verifies('config:security:lists');
  expect(parse({ security: good }).config.security).toEqual({
    ...good,
    hsts: true,
    allow_stdio_servers: true,
  });
});

test.each([
  ['allowed_hosts', ['https://example.com', 'a b', '', 'user@host']],
  ['cors_origins', ['app.example.com', 'https://app.example.com/', 'https://a/path', '']],
  ['allow_private_addresses', ['10.0.0.0/33', 'loopback', 'internal.example.com', '']],
  ['trusted_proxies', ['10.0.0.0/33', '10.0.0', 'proxy.example.com', '1.2.3.4/8/8', '::1/129', '10.0.0.0/']],
])('entries of %s that would never match are refused', (key, entries) => {
  verifies('config:security:lists');
  const issues = issuesOf({ security: { [key]: entries } });
  expect(issues.map(({ value }) => value)).toEqual(entries);
});

test('a list given as a text is refused', () => {
  expect(issuesOf({ security: { allowed_hosts: '*' } })).toMatchObject([
    { pointer: '/security/allowed_hosts', expected: 'a list of texts' },
  ]);
});

test.each(['', 'http://0.0.0.0', '127.0.0.1:80', '[::1]', 'a b', '-x'])(
  '%j is no host to listen on',
  host => {
    expect(issuesOf({ server: { auth_token: newSecret(), host } })).toMatchObject([
      { pointer: '/server/host' },
    ]);
  },
);
