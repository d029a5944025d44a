import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, exited, failure, isRunning, openSessions, use } from './open-sessions.ts';

const shared = { counter: { shared: true } };

test('all sessions use one process, and first calls at once start it once', async () => {
  verifies('sessions:shared:one-process', 'sessions:shared:single-flight');
  await using fixture = openSessions({ services: shared });
  const leases = await Promise.all(Array.from({ length: 5 }, (_, n) => fixture.acquire(`call-${n}`)));
  const pids = await Promise.all(leases.map(lease => use(lease, 'pid')));
  expect(new Set(pids).size).toBe(1);
  expect(fixture.source.attempts).toBe(1);
  expect(fixture.sessions.stats()).toMatchObject({
    sessions: 5,
    upstreams: 1,
    byService: { counter: { sessions: 5 } },
  });
  expect(fixture.sessions.get('call-3')?.services.counter).toMatchObject({
    shared: true,
    pid: Number(pids[0]),
  });
});

test('one session that leaves the start does not end it for the others', async () => {
  verifies('sessions:shared:single-flight');
  await using fixture = openSessions({ services: shared });
  const open = fixture.source.hold();
  const leaving = new AbortController();
  const calls = [
    failure(fixture.acquire('call-1', { signal: leaving.signal })),
    failure(fixture.acquire('call-2')),
  ];
  const staying = fixture.acquire('call-3');
  leaving.abort(new Error('hung up'));
  expect(await calls[0]).toMatchObject({ message: 'hung up' });
  expect(await fixture.sessions.close('call-2')).toBe(true);
  expect(await calls[1]).toMatchObject({ code: 'GW_SESSION_NOT_FOUND' });
  open();
  expect(await use(await staying)).toBe('1');
  expect(fixture.sessions.list().map(({ id }) => id)).toEqual(['call-3']);
});

test('after its death all who used it learn of the restart, once each; a new session does not', async () => {
  verifies('sessions:shared:restarted');
  await using fixture = openSessions({ services: shared });
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-2'));
  const [client] = fixture.source.clients;
  process.kill(client!.pid!, 'SIGKILL');
  await exited(client!);
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({
    alive: false,
    exitReason: 'killed by SIGKILL',
  });
  const leases = [];
  for (const id of ['call-1', 'call-2', 'call-3', 'call-1']) leases.push(await fixture.acquire(id));
  expect(leases.map(({ restarted }) => restarted)).toEqual([true, true, false, false]);
  expect(fixture.source.attempts).toBe(2);
  for (const lease of leases) lease.release();
});

test('before it comes to its CPU limit a new one takes over between calls, and nobody notices', async () => {
  verifies('sessions:cpu:shared');
  await using fixture = openSessions({ services: { counter: { shared: true, cpuLimitMs: 1_500 } } });
  fixture.sessions.start();
  const long = await fixture.acquire('call-1');
  const [spent] = fixture.source.clients;
  await use(await fixture.acquire('call-1'), 'burn', { ms: 1_250 });
  await eventually(() => {
    fixture.clock.advance(100);
    return fixture.source.clients.length;
  }).toBe(2);
  const next = await fixture.acquire('call-1');
  expect(next.client).toBe(fixture.source.clients[1]);
  expect(next.restarted).toBe(false);
  expect(await use(next)).toBe('1');
  expect(spent!.alive).toBe(true);
  expect(await use(long)).toBe('1');
  await exited(spent!);
});

test('the old one serves until the new one has started', async () => {
  verifies('sessions:cpu:shared');
  await using fixture = openSessions({ services: { counter: { shared: true, cpuLimitMs: 1_000 } } });
  fixture.sessions.start();
  await use(await fixture.acquire('call-1'), 'burn', { ms: 850 });
  const open = fixture.source.hold();
  await eventually(() => {
    fixture.clock.advance(100);
    return fixture.source.attempts;
  }).toBe(2);
  const lease = await fixture.acquire('call-2');
  expect(lease.client).toBe(fixture.source.clients[0]);
  open();
  expect(await use(lease)).toBe('1');
  await eventually(async () => {
    const pid = await use(await fixture.acquire('call-2'), 'pid');
    return pid === String(fixture.source.clients[1]?.pid);
  }).toBe(true);
});

test('unused for a minute it goes, unless it is to be kept warm', async () => {
  verifies('sessions:shared:linger');
  await using fixture = openSessions({ services: shared, defaultTimeoutMs: 1_000 });
  fixture.sessions.start();
  await use(await fixture.acquire('call-1'));
  const [client] = fixture.source.clients;
  fixture.clock.advance(1_000);
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 0, upstreams: 1 });
  fixture.clock.advance(50_000);
  const lease = await fixture.acquire('call-2');
  fixture.clock.advance(120_000);
  expect(await use(lease)).toBe('2');
  fixture.clock.advance(60_999);
  expect(client!.alive).toBe(true);
  fixture.clock.advance(1);
  await exited(client!);
  expect(fixture.sessions.stats().upstreams).toBe(0);
});

test('kept warm, it is started ahead, and again after its death', async () => {
  verifies('sessions:shared:warm');
  await using fixture = openSessions({ services: { counter: { shared: true, warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => fixture.sessions.stats().upstreams).toBe(1);
  const [client] = fixture.source.clients;
  process.kill(client!.pid!, 'SIGKILL');
  await exited(client!);
  fixture.clock.advance(1_000);
  await eventually(() => fixture.sessions.stats().upstreams).toBe(1);
  expect((await fixture.acquire('call-1')).restarted).toBe(false);
});

test('the process that learned the tools becomes the one that all share', async () => {
  verifies('sessions:shared:learned');
  await using fixture = openSessions({ services: shared });
  const learned = await fixture.manager.createClient('counter');
  expect(fixture.sessions.offer(learned)).toBe(true);
  expect((await fixture.acquire('call-1')).client).toBe(learned);
  const second = await fixture.manager.createClient('counter');
  expect(fixture.sessions.offer(second)).toBe(false);
  await second.stop();
  expect(isRunning(learned.pid)).toBe(true);
});
