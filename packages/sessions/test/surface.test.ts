import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import * as surface from '../src/index.ts';

test('the package exports these values, and no others', () => {
  verifies('sessions:surface:exports');
  expect(Object.keys(surface).sort()).toEqual([
    'SessionError',
    'SessionLimitError',
    'SessionManager',
    'SessionNotFoundError',
    'SessionsClosedError',
    'systemClock',
  ]);
});

test('its errors have these codes, and say whether to try again', () => {
  verifies('sessions:surface:codes');
  const { SessionError, SessionLimitError, SessionNotFoundError, SessionsClosedError } = surface;
  const errors = [
    new SessionNotFoundError('call-1'),
    new SessionLimitError({ scope: 'total', limit: 1, service: 'counter' }),
    new SessionsClosedError(),
  ];
  expect(errors.every(error => error instanceof SessionError)).toBe(true);
  expect(errors.map(({ name, code, retryable }) => [name, code, retryable])).toEqual([
    ['SessionNotFoundError', 'GW_SESSION_NOT_FOUND', false],
    ['SessionLimitError', 'GW_SESSION_LIMIT', true],
    ['SessionsClosedError', 'GW_SESSIONS_CLOSED', true],
  ]);
});

test('the clock that is used by default goes forwards, calls back once, and can be told not to', async () => {
  verifies('sessions:surface:clock');
  const { systemClock } = surface;
  const [now, epoch] = [systemClock.now(), systemClock.epoch()];
  const calls: string[] = [];
  systemClock.setTimer(() => calls.push('cancelled'), 1).cancel();
  // Far beyond what Node's timers take: it must not fire at once.
  const far = systemClock.setTimer(() => calls.push('far'), 2 ** 40);
  await new Promise<void>(resolve => {
    systemClock.setTimer(() => {
      calls.push('due');
      resolve();
    }, 5);
    // The clock's own timers keep no process alive.
    setTimeout(() => {}, 50);
  });
  far.cancel();
  expect(calls).toEqual(['due']);
  expect(systemClock.now()).toBeGreaterThan(now);
  expect(systemClock.epoch()).toBeGreaterThanOrEqual(epoch);
});
