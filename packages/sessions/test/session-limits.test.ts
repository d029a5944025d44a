import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { SessionLimitError } from '../src/index.ts';
import { failure, openSessions, use } from './open-sessions.ts';

test('over the limit of a service a session is refused, with the limit in words', async () => {
  verifies('sessions:limits:service');
  await using fixture = openSessions({ maxSessionsPerService: 1 });
  await use(await fixture.acquire('call-1'));
  const error = await failure(fixture.acquire('call-2'));
  expect(error).toBeInstanceOf(SessionLimitError);
  expect(error).toMatchObject({
    code: 'GW_SESSION_LIMIT',
    scope: 'service',
    limit: 1,
    service: 'counter',
    message: 'Maximum sessions (1) reached for service counter',
  });
  expect(fixture.source.attempts).toBe(1);
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
});

test('over the total limit a session of any service is refused', async () => {
  verifies('sessions:limits:total');
  await using fixture = openSessions({ services: { counter: {}, other: {} }, maxTotalSessions: 1 });
  await use(await fixture.acquire('call-1'));
  expect(await failure(fixture.acquire('call-2', { service: 'other' }))).toMatchObject({
    code: 'GW_SESSION_LIMIT',
    scope: 'total',
    message: 'Maximum total sessions (1) reached',
  });
  expect(await use(await fixture.acquire('call-1', { service: 'other' }))).toBe('1');
});

test("a session's second service counts against that service's limit", async () => {
  verifies('sessions:limits:service');
  await using fixture = openSessions({ services: { counter: {}, other: {} }, maxSessionsPerService: 1 });
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-2', { service: 'other' }));
  expect(await failure(fixture.acquire('call-1', { service: 'other' }))).toMatchObject({ scope: 'service' });
  expect(fixture.sessions.get('call-1')?.services).not.toHaveProperty('other');
});

test('sessions of a shared service count as sessions', async () => {
  verifies('sessions:limits:shared');
  await using fixture = openSessions({ services: { counter: { shared: true } }, maxSessionsPerService: 2 });
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-2'));
  expect(await failure(fixture.acquire('call-3'))).toMatchObject({ scope: 'service', limit: 2 });
});

test('a slot is taken before the start is waited for: calls at once do not get past the limit together', async () => {
  verifies('sessions:limits:at-once');
  await using fixture = openSessions({ maxTotalSessions: 3 });
  const calls = Array.from({ length: 8 }, (_, n) => fixture.acquire(`call-${n}`));
  const outcomes = await Promise.allSettled(calls);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(fixture.source.attempts).toBe(3);
});

test('a start that fails gives its slot back', async () => {
  verifies('sessions:limits:failed-start');
  await using fixture = openSessions({
    services: { counter: {}, broken: { command: [process.execPath, '-e', 'process.exit(3)'] } },
    maxTotalSessions: 1,
  });
  await failure(fixture.acquire('call-1', { service: 'broken' }));
  expect(await use(await fixture.acquire('call-2'))).toBe('1');
});

test('closing a session gives its slot back', async () => {
  verifies('sessions:limits:closed');
  await using fixture = openSessions({ maxSessionsPerService: 1 });
  await use(await fixture.acquire('call-1'));
  await fixture.sessions.close('call-1');
  expect(await use(await fixture.acquire('call-2'))).toBe('1');
});

test('sessions whose time is over make room, sweep or no sweep', async () => {
  verifies('sessions:limits:expired');
  await using fixture = openSessions({ maxTotalSessions: 1, defaultTimeoutMs: 1_000 });
  await use(await fixture.acquire('call-1'));
  fixture.clock.skip(1_000);
  expect(await use(await fixture.acquire('call-2'))).toBe('1');
  expect(fixture.sessions.list().map(({ id }) => id)).toEqual(['call-2']);
});

test('the refusal says when the next session may expire, and says nothing while all are busy', async () => {
  verifies('sessions:limits:retry-after');
  await using fixture = openSessions({ maxSessionsPerService: 1, defaultTimeoutMs: 10_000 });
  const lease = await fixture.acquire('call-1');
  expect(await failure(fixture.acquire('call-2'))).toMatchObject({ retryAfterMs: undefined });
  lease.release();
  fixture.clock.skip(4_000);
  expect(await failure(fixture.acquire('call-2'))).toMatchObject({ retryAfterMs: 6_000 });
});

test.each([
  ['maxTotalSessions', 0],
  ['maxSessionsPerService', -1],
  ['defaultTimeoutMs', Number.NaN],
  ['cleanupIntervalMs', Number.POSITIVE_INFINITY],
])('a %s of %s is refused', (name, value) => {
  verifies('sessions:limits:bad-value');
  expect(() => openSessions({ [name]: value })).toThrow(`${name} must be a positive number, not ${value}`);
});
