import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, failure, isRunning, openSessions, use } from './open-sessions.ts';

test('a session keeps its process: the second call finds the state that the first one left', async () => {
  verifies('sessions:start:kept');
  await using fixture = openSessions();
  expect(await use(await fixture.acquire('call-1'))).toBe('1');
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
  expect(fixture.source.attempts).toBe(1);
});

test('two sessions have a process each', async () => {
  verifies('sessions:start:own-process');
  await using fixture = openSessions();
  expect(await use(await fixture.acquire('call-1'))).toBe('1');
  expect(await use(await fixture.acquire('call-2'))).toBe('1');
});

test('two first calls at once make one process', async () => {
  verifies('sessions:start:single-flight');
  await using fixture = openSessions();
  const leases = await Promise.all([fixture.acquire('call-1'), fixture.acquire('call-1')]);
  const pids = await Promise.all(leases.map(lease => use(lease, 'pid')));
  expect(new Set(pids).size).toBe(1);
  expect(fixture.source.attempts).toBe(1);
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({ calls: 2, inFlight: 0 });
});

test('one session serves several services, each with a process of its own', async () => {
  verifies('sessions:start:several-services');
  await using fixture = openSessions({ services: { one: {}, two: {} } });
  const one = await use(await fixture.acquire('call-1', { service: 'one' }), 'pid');
  const two = await use(await fixture.acquire('call-1', { service: 'two' }), 'pid');
  expect(one).not.toBe(two);
  expect(fixture.sessions.list()).toMatchObject([
    { id: 'call-1', serviceName: 'one', services: { one: { pid: Number(one) }, two: { pid: Number(two) } } },
  ]);
});

test('the idle time and metadata of the first call stay with the session', async () => {
  verifies('sessions:start:first-call-decides');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1', { idleTimeoutMs: 5_000, metadata: { agent: 'a' } }));
  await use(await fixture.acquire('call-1', { idleTimeoutMs: 9_000, metadata: { agent: 'b' } }));
  expect(fixture.sessions.get('call-1')).toMatchObject({ timeoutMs: 5_000, metadata: { agent: 'a' } });
});

test('the caller who began a start may leave it to the others who wait', async () => {
  verifies('sessions:start:starter-leaves');
  await using fixture = openSessions();
  const open = fixture.source.hold();
  const leaving = new AbortController();
  const first = failure(fixture.acquire('call-1', { signal: leaving.signal }));
  const second = fixture.acquire('call-1');
  leaving.abort(new Error('hung up'));
  expect(await first).toMatchObject({ message: 'hung up' });
  open();
  expect(await use(await second)).toBe('1');
  expect(fixture.source.attempts).toBe(1);
});

test('a start that nobody waits for any more is given up, and leaves no session', async () => {
  verifies('sessions:start:abandoned');
  await using fixture = openSessions({
    services: { counter: { command: [process.execPath, '-e', 'setInterval(() => {}, 1e6)'] } },
  });
  const leaving = new AbortController();
  const waiting = [1, 2].map(() => failure(fixture.acquire('call-1', { signal: leaving.signal })));
  await eventually(() => fixture.source.attempts).toBe(1);
  leaving.abort(new Error('hung up'));
  for (const call of waiting) expect(await call).toMatchObject({ message: 'hung up' });
  expect(fixture.sessions.list()).toEqual([]);
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 0, upstreams: 0, starting: 0, inFlight: 0 });
  await fixture.sessions.shutdown();
  expect(fixture.source.clients).toEqual([]);
});

test('a call that comes after a start was given up gets a start of its own', async () => {
  verifies('sessions:start:abandoned');
  await using fixture = openSessions();
  const open = fixture.source.hold();
  const leaving = new AbortController();
  const first = failure(fixture.acquire('call-1', { signal: leaving.signal }));
  leaving.abort(new Error('hung up'));
  const second = fixture.acquire('call-1');
  open();
  expect(await first).toMatchObject({ message: 'hung up' });
  expect(await use(await second)).toBe('1');
  expect(fixture.source.attempts).toBe(2);
});

test('a start that fails leaves no new session behind, and its error reaches everybody who waited', async () => {
  verifies('sessions:start:failed');
  await using fixture = openSessions({
    services: { counter: { command: [process.execPath, '-e', 'process.exit(3)'] } },
  });
  const calls = [failure(fixture.acquire('call-1')), failure(fixture.acquire('call-1'))];
  for (const call of calls) expect(await call).toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
  expect(fixture.sessions.list()).toEqual([]);
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 0, starting: 0, inFlight: 0 });
});

test('a second service that fails to start leaves the session as it was', async () => {
  verifies('sessions:start:failed');
  await using fixture = openSessions({
    services: { counter: {}, broken: { command: [process.execPath, '-e', 'process.exit(3)'] } },
  });
  await use(await fixture.acquire('call-1'));
  await expect(fixture.acquire('call-1', { service: 'broken' })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_START_FAILED',
  });
  expect(Object.keys(fixture.sessions.get('call-1')?.services ?? {})).toEqual(['counter']);
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
});

test('a service that hangs at its start delays no other', async () => {
  verifies('sessions:start:hanging-service');
  await using fixture = openSessions({
    services: { counter: {}, hanging: { command: [process.execPath, '-e', 'setInterval(() => {}, 1e6)'] } },
  });
  const stuck = failure(fixture.acquire('call-1', { service: 'hanging' }));
  expect(await use(await fixture.acquire('call-1'))).toBe('1');
  expect(await use(await fixture.acquire('call-2'))).toBe('1');
  await fixture.sessions.shutdown();
  expect(await stuck).toMatchObject({ code: 'GW_SESSIONS_CLOSED' });
});

test('an unknown service is refused, and leaves no session', async () => {
  verifies('sessions:start:unknown-service');
  await using fixture = openSessions();
  await expect(fixture.acquire('call-1', { service: 'nothing' })).rejects.toMatchObject({
    code: 'GW_UNKNOWN_SERVICE',
  });
  expect(fixture.sessions.list()).toEqual([]);
});

test('a caller who has hung up already starts nothing', async () => {
  verifies('sessions:start:abandoned');
  await using fixture = openSessions();
  await expect(
    fixture.acquire('call-1', { signal: AbortSignal.abort(new Error('hung up')) }),
  ).rejects.toThrow('hung up');
  expect(fixture.source.attempts).toBe(0);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
  'an idle time of %s is refused',
  async idleTimeoutMs => {
    verifies('sessions:start:bad-idle-time');
    await using fixture = openSessions();
    await expect(fixture.acquire('call-1', { idleTimeoutMs })).rejects.toThrow(RangeError);
    expect(fixture.sessions.list()).toEqual([]);
  },
);

test('looking at sessions starts nothing', async () => {
  verifies('sessions:start:looking-is-free');
  await using fixture = openSessions();
  fixture.sessions.start();
  expect([
    fixture.sessions.list(),
    fixture.sessions.get('call-1'),
    await fixture.sessions.close('call-1'),
  ]).toEqual([[], undefined, false]);
  expect(fixture.source.attempts).toBe(0);
});

test('what a session uses can be read from the system', async () => {
  verifies('sessions:view:usage');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  const { counter } = await fixture.sessions.usage('call-1');
  expect(counter?.processes).toBe(1);
  expect(counter?.memoryBytes).toBeGreaterThan(1_000_000);
  expect(await fixture.sessions.usage('call-2')).toEqual({});
  expect(isRunning(fixture.source.clients[0]?.pid)).toBe(true);
});
