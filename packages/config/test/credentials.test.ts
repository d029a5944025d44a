import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse } from './parsing.ts';

test('a configuration without credentials is refused, with what to set', () => {
  verifies('config:credentials:required');
  for (const file of [{ server: {} }, { server: { auth_user: '', auth_password: '', auth_token: '' } }]) {
    const [issue, ...others] = issuesOf(file);
    expect(others).toEqual([]);
    expect(issue?.pointer).toBe('/server');
    expect(issue?.message).toMatch(/auth_user and auth_password, or auth_token/);
  }
});

test('a user without password and a password without user are refused where there is no token', () => {
  verifies('config:credentials:pairs');
  expect(issuesOf({ server: { auth_user: 'admin' } })).toMatchObject([{ pointer: '/server/auth_password' }]);
  expect(issuesOf({ server: { auth_password: newSecret() } })).toMatchObject([
    { pointer: '/server/auth_user' },
  ]);
});

test('half a pair beside a token is warned about', () => {
  const { warnings } = parse({ server: { auth_user: 'admin', auth_token: newSecret() } });
  expect(warnings).toMatchObject([{ pointer: '/server/auth_user' }]);
});

test('a user name with a colon is refused: basic authentication would cut it there', () => {
  verifies('config:credentials:carried');
  const [issue] = issuesOf({ server: { auth_user: 'a:b', auth_password: newSecret() } });
  expect(issue).toMatchObject({ pointer: '/server/auth_user', value: 'a:b' });
});

test.each(['with space', 'line\n', 'ümlaut', 'tab\t'])(
  'a token that no header carries is refused: %j',
  token => {
    verifies('config:credentials:carried');
    expect(issuesOf({ server: { auth_token: token } })).toMatchObject([{ pointer: '/server/auth_token' }]);
  },
);

test('with the published password the gateway is for this machine only, and says so', () => {
  verifies('config:credentials:published-password');
  const server = { auth_user: 'admin', auth_password: 'changeme' };
  const { config, warnings } = parse({ server });
  expect(config.server.host).toBe('127.0.0.1');
  expect(warnings).toMatchObject([{ pointer: '/server/host', value: '0.0.0.0' }]);
  expect(parse({ server: { ...server, host: '::1' } })).toMatchObject({
    config: { server: { host: '::1' } },
    warnings: [],
  });
});

test('a problem with one of the credentials is not reported twice', () => {
  expect(issuesOf({ server: { auth_token: 5 } })).toHaveLength(1);
  expect(issuesOf({ server: 'x' })).toHaveLength(1);
});
