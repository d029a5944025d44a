import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, exited, failure, isRunning, openSessions, use } from './open-sessions.ts';

const stats = ({ sessions }: ReturnType<typeof openSessions>) => sessions.stats();

test('spares are started ahead, and a first call takes one without waiting for anything', async () => {
  verifies('sessions:warm:ahead', 'sessions:warm:at-once');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => stats(fixture)).toMatchObject({ spares: 1, upstreams: 0, starting: 0 });
  const [spare] = fixture.source.clients;
  fixture.source.hold();
  const lease = await fixture.acquire('call-1');
  expect(lease.client).toBe(spare);
  expect(lease.restarted).toBe(false);
  expect(await use(lease)).toBe('1');
});

test('spares that were taken are made again, as many as asked for and no more', async () => {
  verifies('sessions:warm:replenished');
  await using fixture = openSessions({ services: { counter: { warm: 2 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => stats(fixture).spares).toBe(2);
  for (const id of ['call-1', 'call-2', 'call-3']) await use(await fixture.acquire(id));
  await eventually(() => stats(fixture)).toMatchObject({ upstreams: 3, spares: 2, starting: 0 });
  expect(fixture.source.attempts).toBe(5);
});

test('spares count against no limit', async () => {
  verifies('sessions:warm:uncounted');
  await using fixture = openSessions({
    services: { counter: { warm: 2 } },
    maxSessionsPerService: 1,
    maxTotalSessions: 1,
  });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => stats(fixture).spares).toBe(2);
  await use(await fixture.acquire('call-1'));
  expect(await failure(fixture.acquire('call-2'))).toMatchObject({ code: 'GW_SESSION_LIMIT' });
});

test('a first call that comes while a spare is starting takes that start over', async () => {
  verifies('sessions:warm:start-taken-over');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  const open = fixture.source.hold();
  fixture.sessions.start();
  expect(fixture.source.attempts).toBe(1);
  const call = fixture.acquire('call-1');
  expect(fixture.source.attempts).toBe(1);
  open();
  expect(await use(await call)).toBe('1');
  await eventually(() => stats(fixture)).toMatchObject({ upstreams: 1, spares: 1 });
});

test('a spare that dies is replaced, with a pause that grows while that goes on', async () => {
  verifies('sessions:warm:dead-spare');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  for (const pause of [1_000, 2_000, 4_000]) {
    await eventually(() => stats(fixture).spares).toBe(1);
    const spare = fixture.source.clients.at(-1)!;
    process.kill(spare.pid!, 'SIGKILL');
    await exited(spare);
    expect(stats(fixture)).toMatchObject({ spares: 0, starting: 0 });
    fixture.clock.advance(pause - 1);
    expect(stats(fixture).starting).toBe(0);
    fixture.clock.advance(1);
    expect(stats(fixture).starting).toBe(1);
  }
});

test('a spare that cannot start is tried again ever more rarely, and never in the way of a call', async () => {
  verifies('sessions:warm:backoff');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.source.failure = new Error('no room');
  fixture.sessions.start();
  await eventually(() => stats(fixture).starting).toBe(0);
  for (let second = 1; second <= 300; second++) {
    fixture.clock.advance(1_000);
    await eventually(() => stats(fixture).starting).toBe(0);
  }
  // After 1, 2, 4, 8, 16, 32 seconds and then every minute.
  expect(fixture.source.attempts).toBe(10);
  fixture.source.failure = undefined;
  expect(await use(await fixture.acquire('call-1'))).toBe('1');
});

test('a process that was started to learn the tools becomes the first spare: nothing starts twice', async () => {
  verifies('sessions:warm:learned', 'sessions:warm:nothing-twice');
  await using fixture = openSessions({ services: { counter: { warm: 1 } }, offer: true });
  fixture.manager.start();
  fixture.sessions.start();
  expect(stats(fixture).starting).toBe(0);
  await eventually(() => fixture.offers).toEqual([true]);
  expect(stats(fixture)).toMatchObject({ spares: 1, starting: 0 });
  expect(fixture.source.attempts).toBe(0);
  expect(await use(await fixture.acquire('call-1'))).toBe('1');
  await eventually(() => stats(fixture)).toMatchObject({ upstreams: 1, spares: 1 });
});

test('a source that has learned the service and offered nothing gets its spares within a second', async () => {
  verifies('sessions:warm:learned');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  fixture.sessions.start();
  fixture.clock.advance(10_000);
  expect(fixture.source.attempts).toBe(0);
  fixture.manager.start();
  await fixture.manager.getServiceTools('counter');
  fixture.clock.advance(1_000);
  await eventually(() => stats(fixture).spares).toBe(1);
});

test('where no spare is asked for, the learned process waits a minute for a session, and then goes', async () => {
  verifies('sessions:warm:linger');
  await using fixture = openSessions({ services: { counter: {}, other: {} } });
  const [taken, left] = [
    await fixture.manager.createClient('counter'),
    await fixture.manager.createClient('other'),
  ];
  expect([fixture.sessions.offer(taken), fixture.sessions.offer(left)]).toEqual([true, true]);
  fixture.clock.advance(59_999);
  const lease = await fixture.acquire('call-1');
  expect(lease.client).toBe(taken);
  fixture.clock.advance(1);
  await exited(left);
  expect(stats(fixture).spares).toBe(0);
  expect(await use(lease)).toBe('1');
  expect(fixture.source.attempts).toBe(0);
});

test('what nobody has a use for stays its owner’s: too many, dead, unknown, or offered too late', async () => {
  verifies('sessions:warm:refused-offer');
  await using fixture = openSessions({ services: { counter: {} } });
  const clients = [
    await fixture.manager.createClient('counter'),
    await fixture.manager.createClient('counter'),
  ];
  expect(clients.map(client => fixture.sessions.offer(client))).toEqual([true, false]);
  await clients[1]!.stop();
  await fixture.sessions.shutdown();
  expect(isRunning(clients[0]!.pid)).toBe(false);
  expect(fixture.sessions.offer(clients[0]!)).toBe(false);
  expect(fixture.sessions.offer(clients[1]!)).toBe(false);
});

test('starts ahead of need run a few at a time, whatever the number of services', async () => {
  verifies('sessions:warm:bounded');
  const services = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`s${n}`, { warm: 1 }]));
  await using fixture = openSessions({ services });
  await fixture.manager.validateServices();
  let most = 0;
  const open = fixture.source.hold();
  fixture.sessions.start();
  expect(stats(fixture).starting).toBe(4);
  open();
  await eventually(() => {
    most = Math.max(most, stats(fixture).starting);
    return stats(fixture).spares;
  }).toBe(12);
  expect(most).toBeLessThanOrEqual(4);
});

test('a spare that has used much of its CPU time is replaced', async () => {
  verifies('sessions:cpu:spare');
  await using fixture = openSessions({ services: { counter: { warm: 1, cpuLimitMs: 4_000 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => stats(fixture).spares).toBe(1);
  const [spent] = fixture.source.clients;
  await spent!.callTool('burn', { ms: 1_000 });
  const replaced = exited(spent!);
  await eventually(() => {
    fixture.clock.advance(100);
    return spent!.alive;
  }).toBe(false);
  await replaced;
  await eventually(() => stats(fixture).spares).toBe(1);
  expect((await fixture.acquire('call-1')).client).not.toBe(spent);
});
