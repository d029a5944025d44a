import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { exited, openSessions, use } from './open-sessions.ts';

test('a session that somebody listens to does not expire, and has its whole idle time afterwards', async () => {
  verifies('sessions:hold:no-expiry');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  await use(await fixture.acquire('call-1'));
  const hold = fixture.sessions.hold('call-1')!;
  fixture.clock.advance(3_600_000);
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
  hold.release();
  hold.release();
  fixture.clock.advance(999);
  expect(fixture.sessions.stats().sessions).toBe(1);
  fixture.clock.advance(1);
  expect(fixture.sessions.stats().sessions).toBe(0);
});

test('one listener of two that leaves does not let the session expire under the other', async () => {
  verifies('sessions:hold:no-expiry');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  await use(await fixture.acquire('call-1'));
  const [one, two] = [fixture.sessions.hold('call-1')!, fixture.sessions.hold('call-1')!];
  one.release();
  fixture.clock.advance(60_000);
  expect(fixture.sessions.stats().sessions).toBe(1);
  two.release();
  fixture.clock.advance(1_000);
  expect(fixture.sessions.stats().sessions).toBe(0);
});

test('a held session has no call in flight: a drain ends, and a changed process is replaced', async () => {
  verifies('sessions:hold:no-call');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  const hold = fixture.sessions.hold('call-1')!;
  expect(fixture.sessions.inFlight).toBe(0);
  expect(await fixture.sessions.drain(10_000)).toBe(true);
  fixture.sessions.configure({ retired: ['counter'] });
  await exited(fixture.source.clients[0]!);
  hold.release();
});

test('a listener is told when its session is closed', async () => {
  verifies('sessions:hold:closed');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  const hold = fixture.sessions.hold('call-1')!;
  expect(hold.sessionId).toBe('call-1');
  expect(hold.signal.aborted).toBe(false);
  await fixture.sessions.close('call-1');
  expect(hold.signal.aborted).toBe(true);
  hold.release();
});

test('a session that is not there cannot be held', async () => {
  verifies('sessions:hold:closed');
  await using fixture = openSessions();
  expect(fixture.sessions.hold('nobody')).toBeUndefined();
});
