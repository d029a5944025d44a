import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { issuesOf, newSecret, parse, serviceFile } from './parsing.ts';

test('numbers and booleans may be given as text where the schema means them', () => {
  verifies('config:text:converted');
  const { config } = parse({
    server: { auth_token: newSecret(), port: '${MCP_PORT|9000}' },
    session: { default_timeout: '0.5', max_sessions_per_service: ' 7 ' },
    security: { hsts: 'False' },
    ...serviceFile({ enabled: 'true', call_timeout: '12.25', sandbox: { memory_mb: '1024' } }),
  });
  expect(config.server.port).toBe(9000);
  expect(config.session).toMatchObject({ default_timeout: 0.5, max_sessions_per_service: 7 });
  expect(config.security.hsts).toBe(false);
  expect(config.services.one).toMatchObject({
    enabled: true,
    call_timeout: 12.25,
    sandbox: { memory_mb: 1024 },
  });
});

test('texts that look like numbers and booleans stay texts where a text is meant', () => {
  verifies('config:text:kept');
  const { config } = parse({
    server: { auth_user: 'true', auth_password: '0123', auth_token: '42' },
    ...serviceFile({ command: ['sleep', '5', '007', 'false'], env: { N: '1.0' }, description: '12' }),
  });
  expect(config.server).toMatchObject({ auth_user: 'true', auth_password: '0123', auth_token: '42' });
  expect(config.services.one).toMatchObject({
    command: ['sleep', '5', '007', 'false'],
    env: { N: '1.0' },
    description: '12',
  });
});

test.each(['yes', 'on', '1', '0', '', 'truthy', 1, null])('%j is no boolean', value => {
  const [issue] = issuesOf(serviceFile({ enabled: value }));
  expect(issue).toMatchObject({ pointer: '/services/one/enabled', expected: 'true or false', value });
});

test.each([
  'http',
  '0x1F90',
  '1e3',
  '8,080',
  '80 80',
  'Infinity',
  '9'.repeat(400),
  '8080.5',
  -1,
  65_536,
  8080.5,
  true,
  null,
])('%j is no port', value => {
  const [issue, ...others] = issuesOf({ server: { auth_token: newSecret(), port: value } });
  expect(others).toEqual([]);
  expect(issue).toMatchObject({ pointer: '/server/port', expected: 'a whole number from 0 to 65535' });
});

test('a number where a text is meant is refused with the advice to quote it', () => {
  verifies('config:text:unquoted');
  const issues = issuesOf({
    server: { auth_user: 'admin', auth_password: 12_345 },
    ...serviceFile({ command: ['sleep', 5], env: { PORT: 80 } }),
  });
  expect(issues).toEqual([
    { pointer: '/server/auth_password', message: 'must be a text: put it in quotes', expected: 'a text' },
    {
      pointer: '/services/one/command/1',
      message: 'must be a text: put it in quotes',
      expected: 'a text',
      value: 5,
    },
    { pointer: '/services/one/env/PORT', message: 'must be a text: put it in quotes', expected: 'a text' },
  ]);
});

test.each([
  ['info', 'INFO'],
  ['Warn', 'WARNING'],
  ['fatal', 'CRITICAL'],
  ['NOTSET', 'NOTSET'],
])('the log level %j is %s', (level, expected) => {
  verifies('config:logging:levels');
  expect(parse({ logging: { level } }).config.logging.level).toBe(expected);
});

test('an unknown log level is refused with those that there are', () => {
  const [issue] = issuesOf({ logging: { level: 'loud' } });
  expect(issue?.expected).toBe('one of DEBUG, INFO, WARNING, ERROR, CRITICAL, NOTSET');
});
