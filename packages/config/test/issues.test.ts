import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { formatIssue } from '../src/index.ts';
import { issuesOf, newSecret, parse, refusal, serviceFile } from './parsing.ts';

test('every problem of a file is reported at once, with pointer, value and what was expected', () => {
  verifies('config:issues:all-at-once');
  const issues = issuesOf({
    server: { host: 'a b', port: 'http' },
    services: { 'no spaces': {}, two: { command: 'python3 x.py' }, three: {}, four: { command: [] } },
    session: { max_total_sessions: 0 },
    rate_limiting: { call_limit: 'often', key: 'mood' },
    logging: [],
  });
  const found = Object.fromEntries(issues.map(({ pointer, value }) => [pointer, value]));
  expect(found).toEqual({
    '/server': undefined,
    '/server/host': 'a b',
    '/server/port': 'http',
    '/services/no spaces': undefined,
    '/services/no spaces/command': undefined,
    '/services/two/command': 'python3 x.py',
    '/services/three/command': undefined,
    '/services/four/command': undefined,
    '/session/max_total_sessions': 0,
    '/rate_limiting/call_limit': 'often',
    '/rate_limiting/key': 'mood',
    '/logging': undefined,
  });
  expect(issues.every(({ expected }) => typeof expected === 'string')).toBe(true);
});

test('the message of the error lists every issue on a line of its own', () => {
  const error = refusal({ server: {}, session: { cleanup_interval: 0 } });
  expect(error).toMatchObject({ name: 'ConfigError', code: 'GW_CONFIG_INVALID' });
  expect(error.message.split('\n')).toEqual([
    '/etc/gateway/config.json has 2 problems:',
    ...error.issues.map(issue => `  ${formatIssue(issue)}`),
  ]);
});

test.each([[[]], ['text'], [null], [5], [undefined], [() => undefined]])('%j is no configuration', input => {
  expect(issuesOf(input)).toMatchObject([{ pointer: '', expected: 'an object' }]);
});

test('pointers escape the characters that would split them', () => {
  const [issue] = issuesOf({ services: { 'a/b~c': { command: ['x'] } } });
  expect(issue?.pointer).toBe('/services/a~1b~0c');
});

test('a secret stands in no issue and no warning, wherever it was put', () => {
  verifies('config:issues:secrets');
  const secret = newSecret();
  const bad = `${secret}\n`;
  const { message, issues } = refusal(
    {
      server: {
        auth_user: 'a:b',
        auth_password: bad,
        auth_token: bad,
        port: '${SECRET}',
        host: 'x ${SECRET}',
      },
      services: {
        one: { command: ['x'], env: { A: `${secret}\0`, B: [secret], C: 5 } },
        two: { command: ['x'], env: secret },
      },
      rate_limiting: { storage_uri: `redis://:${secret}@` },
    },
    { SECRET: secret },
  );
  expect(issues.map(({ pointer }) => pointer)).toEqual([
    '/server/host',
    '/server/port',
    '/server/auth_user',
    '/server/auth_password',
    '/server/auth_token',
    '/services/one/env/A',
    '/services/one/env/B',
    '/services/one/env/C',
    '/services/two/env',
    '/rate_limiting/storage_uri',
  ]);
  expect(message + JSON.stringify(issues)).not.toContain(secret);

  const { warnings } = parse({
    server: { auth_token: newSecret(), auth_pasword: secret, x: { secret } },
  });
  expect(warnings).toHaveLength(2);
  expect(JSON.stringify(warnings)).not.toContain(secret);
});

test('a value that a variable gives is shown as the file writes it', () => {
  const [issue] = issuesOf(serviceFile({ warm: '${WARM}' }), { WARM: 'many' });
  expect(issue).toMatchObject({ value: '${WARM}' });
  expect(issue?.message).toContain('WARM');
});

test('a value of many thousand characters is cut', () => {
  const [issue] = issuesOf({ logging: { level: 'x'.repeat(100_000) } });
  expect(String(issue?.value).length).toBeLessThan(200);
});

test('what is missing is reported at the setting that is missing', () => {
  const issues = issuesOf({ server: { auth_token: newSecret(), tls: {} }, services: { one: {} } });
  expect(issues.map(({ pointer }) => pointer)).toEqual(['/server/tls/cert_file', '/services/one/command']);
});

test('a disabled service is checked, too', () => {
  verifies('config:services:disabled-checked');
  expect(issuesOf(serviceFile({ enabled: false, warm: -1 }))).toMatchObject([
    { pointer: '/services/one/warm' },
  ]);
});
