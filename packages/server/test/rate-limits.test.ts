import { parseRateLimit } from '@gw/config';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { addressKey } from '../src/client-address.ts';
import { ServerOptionsError } from '../src/index.ts';
import { parseRateLimits } from '../src/rate-limits/rate-limit.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

const limited = (rate_limiting: Record<string, unknown>, security = {}) =>
  startTestGateway({ config: { rate_limiting, security } });

const statuses = async (count: number, send: () => Promise<{ statusCode: number }>) => {
  const all: number[] = [];
  for (let round = 0; round < count; round++) all.push((await send()).statusCode);
  return all;
};

test.each([
  ['tools_limit', (gateway: TestGateway) => gateway.inject({ url: '/services/tools/tools' })],
  ['call_limit', (gateway: TestGateway) => gateway.call('echo')],
  [
    'session_delete_limit',
    (gateway: TestGateway) => gateway.inject({ method: 'DELETE', url: '/sessions/none' }),
  ],
] as const)(
  'over %s a request is 429, names the setting, and says when to come back',
  async (setting, send) => {
    verifies(`server:limits:${setting.replaceAll('_', '-')}`, 'server:limits:429');
    await using gateway = await limited({ [setting]: '2 per minute' });
    expect((await statuses(2, () => send(gateway))).every(status => status < 429)).toBe(true);
    const answer = await send(gateway);
    expect([answer.statusCode, answer.json()]).toEqual([
      429,
      { error: `rate limit exceeded: rate_limiting.${setting} is 2 per minute` },
    ]);
    const wait = Number(answer.headers['retry-after']);
    expect(Number.isInteger(wait) && wait >= 1 && wait <= 60).toBe(true);
  },
);

test('default_limits hold together, on routes without one of their own, each endpoint counted apart', async () => {
  verifies('server:limits:default', 'server:limits:endpoints-apart');
  await using gateway = await limited({ default_limits: ['5 per day', '2 per hour'] });
  const services = () => gateway.inject({ url: '/services' });
  expect(await statuses(3, services)).toEqual([200, 200, 429]);
  expect((await services()).json().error).toBe(
    'rate limit exceeded: rate_limiting.default_limits is 2 per hour',
  );
  expect(await statuses(3, () => gateway.inject({ url: '/sessions' }))).toEqual([200, 200, 429]);
  expect(await statuses(3, () => gateway.call('echo'))).toEqual([200, 200, 200]);
});

test('several limits in one text all hold', async () => {
  verifies('server:limits:several');
  await using gateway = await limited({ call_limit: '100 per day; 1 per hour' });
  expect(await statuses(2, () => gateway.call('echo'))).toEqual([200, 429]);
});

test('failed logins count', async () => {
  verifies('server:limits:failed-logins');
  await using gateway = await limited({ default_limits: ['3 per minute'] });
  const guess = () => gateway.app.inject({ url: '/services' });
  expect(await statuses(4, guess)).toEqual([401, 401, 401, 429]);
  expect((await gateway.inject({ url: '/services' })).statusCode).toBe(429);
});

test('metrics and reference are read as often as one likes, but failed logins there are limited', async () => {
  verifies('server:limits:operations');
  await using gateway = await limited({ default_limits: ['2 per minute'] });
  for (const url of ['/metrics', '/openapi.json', '/docs']) {
    expect(await statuses(4, () => gateway.inject({ url }))).toEqual([200, 200, 200, 200]);
  }
  expect(await statuses(3, () => gateway.app.inject({ url: '/metrics' }))).toEqual([401, 401, 429]);
  // The right password no longer helps who has guessed too often.
  expect((await gateway.inject({ url: '/metrics' })).statusCode).toBe(429);
});

describe('counted by principal', () => {
  test('addresses share a count, and a guesser cannot use up the owner’s', async () => {
    verifies('server:limits:key-principal');
    await using gateway = await limited({ call_limit: '2 per minute', key: 'principal' });
    const guess = (remoteAddress: string) =>
      gateway.app.inject({ method: 'POST', url: '/services/tools/call', remoteAddress });
    expect(await statuses(3, () => guess('10.0.0.9'))).toEqual([401, 401, 429]);
    const call = (remoteAddress: string) =>
      gateway.inject({
        method: 'POST',
        url: '/services/tools/call',
        remoteAddress,
        payload: { tool: 'echo', session_id: 's' },
      });
    expect((await call('10.0.0.1')).statusCode).toBe(200);
    expect((await call('10.0.0.2')).statusCode).toBe(200);
    expect((await call('10.0.0.3')).statusCode).toBe(429);
  });
});

describe('counted by session', () => {
  test('each session has its own count, on calls and on their end', async () => {
    verifies('server:limits:key-session');
    await using gateway = await limited({
      call_limit: '1 per minute',
      session_delete_limit: '1 per minute',
      key: 'session',
    });
    const call = (session_id: string) => gateway.call('echo', {}, { session_id });
    expect(await statuses(2, () => call('a'))).toEqual([200, 429]);
    expect(await statuses(2, () => call('b'))).toEqual([200, 429]);
    const close = (id: string) => gateway.inject({ method: 'DELETE', url: `/sessions/${id}` });
    expect(await statuses(2, () => close('a'))).toEqual([200, 429]);
    expect(await statuses(1, () => close('b'))).toEqual([200]);
  });
});

describe('counted by address', () => {
  test('addresses are told apart', async () => {
    verifies('server:limits:key-address');
    await using gateway = await limited({ default_limits: ['1 per minute'] });
    const from = (remoteAddress: string) => gateway.inject({ url: '/services', remoteAddress });
    expect((await from('10.0.0.1')).statusCode).toBe(200);
    expect((await from('10.0.0.2')).statusCode).toBe(200);
    expect((await from('10.0.0.1')).statusCode).toBe(429);
  });

  test('the 2^64 addresses of one IPv6 network count as one', () => {
    verifies('server:limits:ipv6');
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(addressKey('2001:db8:1:2::1')).toBe('2001:db8:1:2::/64');
    expect(addressKey('2001:0db8:0001:0002::')).toBe('2001:db8:1:2::/64');
    expect(addressKey('fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(addressKey('::1')).toBe('0:0:0:0::/64');
    expect(addressKey('::ffff:10.1.2.3')).toBe('10.1.2.3');
    expect(addressKey('10.1.2.3')).toBe('10.1.2.3');
  });
});

test('counts outlive a reload; a limit that it changed begins anew', async () => {
  verifies('server:limits:reload');
  await using gateway = await limited({ call_limit: '1 per minute' });
  await gateway.call('echo');
  await using same = await startTestGateway({
    shared: gateway.shared,
    config: { rate_limiting: { call_limit: '1 per minute' } },
  });
  expect((await same.call('echo')).statusCode).toBe(429);
  await using changed = await startTestGateway({
    shared: gateway.shared,
    config: { rate_limiting: { call_limit: '2 per minute' } },
  });
  expect(await statuses(3, () => changed.call('echo'))).toEqual([200, 200, 429]);
});

test('the texts are those of the configuration', () => {
  verifies('server:limits:texts');
  for (const text of [
    '200 per day',
    '50 per hour',
    '10/minute',
    '5 / 2 seconds',
    '1 per 3 MONTHS',
    '7 per year',
    '200 per day; 50 per 2 hours,1/second',
    '3 per day|2 per hour',
  ]) {
    expect(parseRateLimits(text)).toEqual(parseRateLimit(text));
  }
  for (const text of [
    '',
    'ten per day',
    '0 per day',
    '5 per fortnight',
    '5',
    'per day',
    '-1 per day',
    '1 per day;',
  ]) {
    expect(() => parseRateLimits(text)).toThrow(ServerOptionsError);
    expect(() => parseRateLimit(text)).toThrow();
  }
});
