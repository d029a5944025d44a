import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { CloseReason } from '../src/index.ts';
import { exited, openSessions, use } from './open-sessions.ts';

test('an idle session ends, its process with it', async () => {
  verifies('sessions:expiry:idle');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  await use(await fixture.acquire('call-1'));
  fixture.clock.advance(999);
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 1, upstreams: 1 });
  fixture.clock.advance(1);
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 0, upstreams: 0 });
  await exited(fixture.source.clients[0]!);
});

test('use renews a session, from the end of the call on', async () => {
  verifies('sessions:expiry:renewed');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  for (let call = 1; call <= 3; call++) {
    const lease = await fixture.acquire('call-1');
    fixture.clock.advance(700);
    lease.release();
    expect(fixture.sessions.get('call-1')?.timeRemainingMs).toBe(1_000);
    fixture.clock.advance(700);
  }
  expect(fixture.sessions.get('call-1')).toMatchObject({
    timeRemainingMs: 300,
    services: { counter: { calls: 3 } },
  });
});

test('a call in flight is never cut by expiry, however long it takes', async () => {
  verifies('sessions:expiry:in-flight');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  const lease = await fixture.acquire('call-1');
  fixture.clock.advance(3_600_000);
  expect(fixture.sessions.get('call-1')).toMatchObject({
    services: { counter: { inFlight: 1, alive: true } },
  });
  expect(await use(lease)).toBe('1');
  fixture.clock.advance(999);
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
});

test('a call that waits for its start keeps the session, too', async () => {
  verifies('sessions:expiry:in-flight');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  const open = fixture.source.hold();
  const call = fixture.acquire('call-1');
  fixture.clock.advance(20_000);
  open();
  expect(await use(await call)).toBe('1');
});

test('one call of several that ends does not let the session expire under the others', async () => {
  verifies('sessions:expiry:in-flight');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  const long = await fixture.acquire('call-1');
  const short = await fixture.acquire('call-1');
  short.release();
  short.release();
  fixture.clock.advance(5_000);
  expect(await use(long)).toBe('1');
});

test('a session whose time is over is neither served nor listed, though no sweep has come', async () => {
  verifies('sessions:expiry:lazy');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-2'));
  await use(await fixture.acquire('call-3'));
  fixture.clock.skip(1_000);
  expect(fixture.sessions.get('call-1')).toBeUndefined();
  expect(await fixture.sessions.close('call-2')).toBe(false);
  expect(await use(await fixture.acquire('call-3'))).toBe('1');
  expect(fixture.sessions.list().map(({ id }) => id)).toEqual(['call-3']);
});

test('each session has its own time, and the timer is there for the shortest', async () => {
  verifies('sessions:expiry:own-time');
  const closed: [string, CloseReason][] = [];
  await using fixture = openSessions({
    defaultTimeoutMs: 600_000,
    cleanupIntervalMs: 300_000,
    onClosed: ({ id }, reason) => closed.push([id, reason]),
  });
  fixture.sessions.start();
  await use(await fixture.acquire('long'));
  await use(await fixture.acquire('short', { idleTimeoutMs: 2_000 }));
  fixture.clock.advance(2_000);
  expect(closed).toEqual([['short', 'expired']]);
  fixture.clock.advance(598_000);
  expect(closed).toEqual([
    ['short', 'expired'],
    ['long', 'expired'],
  ]);
});

test('with no session there is no timer', async () => {
  verifies('sessions:expiry:no-timer');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  expect(fixture.clock.timers).toBe(0);
  await use(await fixture.acquire('call-1'));
  expect(fixture.clock.timers).toBe(1);
  for (let call = 0; call < 10; call++) await use(await fixture.acquire('call-1'));
  expect(fixture.clock.timers).toBe(1);
  fixture.clock.advance(1_000);
  expect(fixture.clock.timers).toBe(0);
});

test('a session says when it was made and used, and how long it has', async () => {
  verifies('sessions:view:times');
  await using fixture = openSessions({ defaultTimeoutMs: 10_000 });
  const madeAt = fixture.clock.epoch();
  await use(await fixture.acquire('call-1'));
  fixture.clock.advance(3_000);
  await use(await fixture.acquire('call-1'));
  fixture.clock.advance(2_500);
  expect(fixture.sessions.get('call-1')).toMatchObject({
    createdAt: madeAt,
    lastAccessedAt: madeAt + 3_000,
    timeoutMs: 10_000,
    timeRemainingMs: 7_500,
  });
});
