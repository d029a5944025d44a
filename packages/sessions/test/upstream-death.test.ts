import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { exited, failure, openSessions, use } from './open-sessions.ts';

test('a dead process is noticed at once, and the session says how it ended', async () => {
  verifies('sessions:death:noticed', 'sessions:death:visible');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  const [client] = fixture.source.clients;
  process.kill(client!.pid!, 'SIGKILL');
  await exited(client!);
  const view = fixture.sessions.get('call-1')?.services.counter;
  expect(view).toMatchObject({ alive: false, exitReason: 'killed by SIGKILL', restarts: 0, calls: 1 });
  expect(view).not.toHaveProperty('pid');
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 1, upstreams: 0 });
});

test('the next call gets a fresh process and learns that the state is gone; the one after does not', async () => {
  verifies('sessions:death:restarted');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-1'), 'exit', { code: 7 }).catch(() => {});
  await exited(fixture.source.clients[0]!);
  expect(fixture.sessions.get('call-1')?.services.counter?.exitReason).toBe('exit code 7');
  const lease = await fixture.acquire('call-1');
  expect(lease.restarted).toBe(true);
  expect(await use(lease)).toBe('1');
  const next = await fixture.acquire('call-1');
  expect(next.restarted).toBe(false);
  expect(await use(next)).toBe('2');
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({ alive: true, restarts: 1 });
  expect(fixture.sessions.stats()).toMatchObject({ restarts: 1, byService: { counter: { restarts: 1 } } });
});

test('calls that wait for the same fresh process all learn of the restart', async () => {
  verifies('sessions:death:restarted');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  await failure(use(await fixture.acquire('call-1'), 'exit', { code: 1 }));
  const leases = await Promise.all([fixture.acquire('call-1'), fixture.acquire('call-1')]);
  expect(leases.map(({ restarted }) => restarted)).toEqual([true, true]);
  for (const lease of leases) lease.release();
  expect(fixture.sessions.get('call-1')?.services.counter?.restarts).toBe(1);
});

test('a call in flight on a process that dies fails at once, and its lease ends as any other', async () => {
  verifies('sessions:death:in-flight');
  await using fixture = openSessions();
  const lease = await fixture.acquire('call-1');
  const call = failure(use(lease, 'hang'));
  process.kill(lease.client.pid!, 'SIGKILL');
  expect(await call).toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({ inFlight: 0, alive: false });
});

test('a session whose processes have all died stays until its idle time is over', async () => {
  verifies('sessions:death:session-stays');
  await using fixture = openSessions({ defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  await use(await fixture.acquire('call-1', { metadata: { agent: 'a' } }));
  process.kill(fixture.source.clients[0]!.pid!, 'SIGKILL');
  await exited(fixture.source.clients[0]!);
  expect(fixture.sessions.get('call-1')).toMatchObject({ metadata: { agent: 'a' } });
  fixture.clock.advance(1_000);
  expect(fixture.sessions.list()).toEqual([]);
});

test('a restart that fails leaves the session; the next call tries again, and is told of the restart', async () => {
  verifies('sessions:death:restart-fails');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  await failure(use(await fixture.acquire('call-1'), 'exit', { code: 1 }));
  fixture.source.failure = new Error('no room');
  expect(await failure(fixture.acquire('call-1'))).toMatchObject({ message: 'no room' });
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({
    alive: false,
    exitReason: 'exit code 1',
  });
  fixture.source.failure = undefined;
  const lease = await fixture.acquire('call-1');
  expect(lease.restarted).toBe(true);
  expect(await use(lease)).toBe('1');
});

test("one session's death is no other's", async () => {
  verifies('sessions:death:alone');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-2'));
  await failure(use(await fixture.acquire('call-1'), 'exit', { code: 1 }));
  const lease = await fixture.acquire('call-2');
  expect(lease.restarted).toBe(false);
  expect(await use(lease)).toBe('2');
});
