import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse } from './parsing.ts';

const url = 'https://mcp.example.com/mcp';
const fileOf = (service: object) => ({ services: { one: service } });

test('a service may be reached at a URL, with headers whose values come from the environment', () => {
  verifies('config:services:url');
  const secret = newSecret();
  const headers = { Authorization: 'Bearer ${UPSTREAM_TOKEN}' };
  const file = fileOf({ url, transport: 'sse', headers, allow_private_addresses: ['10.1.0.0/16'] });
  expect(parse(file, { UPSTREAM_TOKEN: secret }).config.services.one).toMatchObject({
    url,
    transport: 'sse',
    headers: { Authorization: `Bearer ${secret}` },
    allow_private_addresses: ['10.1.0.0/16'],
  });
});

test.each([
  [{}, 'command'],
  [{ command: ['server'], url }, 'command'],
])('a service has either a command or a url: %j is refused', (service, key) => {
  verifies('config:services:url');
  expect(issuesOf(fileOf(service))).toMatchObject([{ pointer: `/services/one/${key}` }]);
});

test.each([
  '',
  'mcp.example.com',
  'ftp://example.com',
  'file:///etc/passwd',
  'https://user:word@example.com',
])('%j is no URL of a server, and is told of once', wrong => {
  verifies('config:services:url');
  expect(issuesOf(fileOf({ url: wrong }))).toMatchObject([{ pointer: '/services/one/url' }]);
});

test.each([[{ 'a b': 'x' }], [{ '': 'x' }], [{ Cookie: 'a\r\nb' }], [{ Cookie: 'ä€' }]])(
  '%j are no headers, and their values are not shown',
  headers => {
    verifies('config:services:url');
    const issues = issuesOf(fileOf({ url, headers }));
    expect(issues).toHaveLength(1);
    expect(issues[0]).not.toHaveProperty('value');
  },
);

test('settings for a url are warned about where a command starts the service', () => {
  verifies('config:services:idle-settings');
  const { warnings } = parse(
    fileOf({ command: ['x'], transport: 'sse', headers: { A: 'b' }, allow_private_addresses: ['::1'] }),
  );
  expect(warnings.map(({ pointer }) => pointer)).toEqual([
    '/services/one/headers',
    '/services/one/transport',
    '/services/one/allow_private_addresses',
  ]);
});

test('tokens of an issuer are credentials too', () => {
  verifies('config:credentials:jwt');
  const jwt = { issuer: 'https://login.example.com', audience: 'https://gateway.example.com' };
  expect(parse({ server: { auth_token: '', jwt } }).config.server.jwt).toEqual(jwt);
});

test.each([
  [{ issuer: 'login.example.com', audience: 'a' }, 'issuer'],
  [{ issuer: 'https://login.example.com' }, 'audience'],
  [{ issuer: 'https://login.example.com', audience: '' }, 'audience'],
])('%j names no issuer and audience', (jwt, key) => {
  verifies('config:credentials:jwt');
  expect(issuesOf({ server: { auth_token: newSecret(), jwt } })).toMatchObject([
    { pointer: `/server/jwt/${key}` },
  ]);
});
