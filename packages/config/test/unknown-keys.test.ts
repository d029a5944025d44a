import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { newSecret, parse, serviceFile } from './parsing.ts';

const warningsOf = (file: object) => parse(file).warnings;

test.each([
  [{ server: { auth_token: newSecret(), auth_pasword: 'x' } }, '/server/auth_pasword', 'auth_password'],
  [{ sesion: {} }, '/sesion', 'session'],
  [{ session: { 'default-timeout': 5 } }, '/session/default-timeout', 'default_timeout'],
  [{ rate_limiting: { callLimit: 'x' } }, '/rate_limiting/callLimit', 'call_limit'],
  [serviceFile({ sandbox: { memory: 5 } }), '/services/one/sandbox/memory', 'memory_mb'],
])('an unknown key is warned about with the nearest known one (%#)', (file, pointer, nearest) => {
  verifies('config:unknown:nearest');
  expect(warningsOf(file)).toMatchObject([{ pointer, expected: nearest }]);
});

test('an unknown key that is like no other is warned about without a guess', () => {
  const [warning] = warningsOf({ telemetry: { endpoint: 'x' } });
  expect(warning).toEqual({ pointer: '/telemetry', message: 'is not a known setting and has no effect' });
});

test('a known key in the wrong section is told where it belongs', () => {
  const [warning] = warningsOf({ cpu_seconds: 5 });
  expect(warning?.message).toContain('/services/<name>/sandbox/cpu_seconds');
});

test('$schema, which tells editors where the JSON Schema is, is no unknown key', () => {
  expect(warningsOf({ $schema: './config.schema.json' })).toEqual([]);
});

test('redis, which nothing implements, is not accepted silently', () => {
  verifies('config:unknown:nothing-ignored');
  expect(warningsOf({ redis: 'x' })).toMatchObject([{ pointer: '/redis' }]);
});

test('keys that reach for prototypes change nothing', () => {
  const file = JSON.parse(
    '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "session": {"__proto__": {"polluted": 1}}}',
  );
  const { config, warnings } = parse(file);
  expect(warnings.map(({ pointer }) => pointer)).toEqual([
    '/__proto__',
    '/constructor',
    '/session/__proto__',
  ]);
  expect('polluted' in {}).toBe(false);
  expect('polluted' in config.session).toBe(false);
});

test('what stands under an unknown key is not looked at, however deep it is', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(warningsOf({ deep })).toHaveLength(1);
});
