import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { CloseReason, SessionView } from '../src/index.ts';
import { exited, failure, isRunning, openSessions, use } from './open-sessions.ts';

test('closing resolves when every process of the session is gone', async () => {
  verifies('sessions:close:gone');
  await using fixture = openSessions({ services: { counter: {}, other: {} } });
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-1', { service: 'other' }));
  const pids = fixture.source.clients.map(({ pid }) => pid);
  expect(pids.map(isRunning)).toEqual([true, true]);
  expect(await fixture.sessions.close('call-1')).toBe(true);
  expect(pids.map(isRunning)).toEqual([false, false]);
  expect(await fixture.sessions.close('call-1')).toBe(false);
});

test('closing ends the calls in flight', async () => {
  verifies('sessions:close:in-flight');
  await using fixture = openSessions();
  const call = failure(use(await fixture.acquire('call-1'), 'hang'));
  await fixture.sessions.close('call-1');
  expect(await call).toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  expect(fixture.sessions.inFlight).toBe(0);
});

test('closing ends the start that a call waits for', async () => {
  verifies('sessions:close:starting');
  await using fixture = openSessions({
    services: { counter: { command: [process.execPath, '-e', 'setInterval(() => {}, 1e6)'] } },
  });
  const call = failure(fixture.acquire('call-1'));
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({ alive: false, inFlight: 1 });
  expect(await fixture.sessions.close('call-1')).toBe(true);
  expect(await call).toMatchObject({ code: 'GW_SESSION_NOT_FOUND', sessionId: 'call-1' });
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 0, starting: 0, inFlight: 0 });
});

test('a process that came although its start was given up is ended', async () => {
  verifies('sessions:close:late-start');
  await using fixture = openSessions();
  const open = fixture.source.hold();
  // It misses the abort, and starts the process all the same.
  fixture.source.deaf = true;
  const call = failure(fixture.acquire('call-1'));
  const closing = fixture.sessions.close('call-1');
  open();
  await closing;
  expect(await call).toMatchObject({ code: 'GW_SESSION_NOT_FOUND' });
  expect(fixture.source.clients.map(({ pid }) => isRunning(pid))).toEqual([false]);
});

test('a call that comes while its session is closing gets a fresh one', async () => {
  verifies('sessions:close:reopened');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  const closing = fixture.sessions.close('call-1');
  const lease = await fixture.acquire('call-1');
  expect(lease.restarted).toBe(false);
  expect(await use(lease)).toBe('1');
  expect(await closing).toBe(true);
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
});

test('closing a session leaves a shared process to the others, and tells the calls in flight', async () => {
  verifies('sessions:close:shared');
  await using fixture = openSessions({ services: { counter: { shared: true } } });
  const other = await fixture.acquire('call-2');
  const lease = await fixture.acquire('call-1');
  const { signal } = lease;
  const call = failure(lease.client.callTool('hang', {}, { signal }));
  await fixture.sessions.close('call-1');
  expect(signal.aborted).toBe(true);
  expect(lease.signal).toBe(signal);
  expect(await call).toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(await use(other)).toBe('1');
});

test('whoever wants to know is told of each end, with the last state and the reason', async () => {
  verifies('sessions:close:told');
  const closed: [SessionView, CloseReason][] = [];
  await using fixture = openSessions({ onClosed: (session, reason) => closed.push([session, reason]) });
  await use(await fixture.acquire('call-1', { metadata: { agent: 'a' } }));
  await use(await fixture.acquire('call-2'));
  await fixture.sessions.close('call-1');
  await fixture.sessions.shutdown();
  expect(closed).toMatchObject([
    [{ id: 'call-1', metadata: { agent: 'a' }, services: { counter: { calls: 1, alive: true } } }, 'closed'],
    [{ id: 'call-2' }, 'shutdown'],
  ]);
});

test('a listener that throws stops nothing', async () => {
  verifies('sessions:close:told');
  await using fixture = openSessions({
    onClosed: () => {
      throw new Error('listener');
    },
  });
  await use(await fixture.acquire('call-1'));
  expect(await fixture.sessions.close('call-1')).toBe(true);
  await exited(fixture.source.clients[0]!);
});
