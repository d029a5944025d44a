import { createPlainSpawner } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, failure, isRunning, openSessions, use } from './open-sessions.ts';

test('shutting down ends sessions, spares, shared processes and starts, and refuses what comes after', async () => {
  verifies('sessions:shutdown:all-gone', 'sessions:shutdown:refuses');
  const hanging = [process.execPath, '-e', 'setInterval(() => {}, 1e6)'];
  await using fixture = openSessions({
    services: { counter: { warm: 1 }, common: { shared: true }, hanging: { command: hanging } },
  });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  const call = failure(use(await fixture.acquire('call-1'), 'hang'));
  const waiting = failure(fixture.acquire('call-2', { service: 'hanging' }));
  await use(await fixture.acquire('call-1', { service: 'common' }));
  await eventually(() => fixture.sessions.stats()).toMatchObject({ spares: 1, upstreams: 2 });
  const [first, second] = [fixture.sessions.shutdown(), fixture.sessions.shutdown()];
  expect(first).toBe(second);
  expect(await failure(fixture.acquire('call-1'))).toMatchObject({ code: 'GW_SESSIONS_CLOSED' });
  expect(await waiting).toMatchObject({ code: 'GW_SESSIONS_CLOSED' });
  await first;
  expect(await call).toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  expect(fixture.source.clients.map(({ pid }) => isRunning(pid))).toEqual([false, false, false]);
  expect(fixture.sessions.stats()).toMatchObject({
    sessions: 0,
    upstreams: 0,
    spares: 0,
    starting: 0,
    inFlight: 0,
  });
  expect(fixture.clock.timers).toBe(0);
});

test('shutting down while the last process of a closed session ends waits for that, too', async () => {
  verifies('sessions:shutdown:all-gone');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  void fixture.sessions.close('call-1');
  await fixture.sessions.shutdown();
  expect(isRunning(fixture.source.clients[0]?.pid)).toBe(false);
});

test('a process that cannot be ended is reported, and the others end all the same', async () => {
  verifies('sessions:shutdown:reports');
  const plain = createPlainSpawner({ env: { PATH: process.env.PATH } });
  const stops: (() => Promise<void>)[] = [];
  await using fixture = openSessions({
    spawner: {
      async spawn(service, options) {
        const spawned = await plain.spawn(service, options);
        const { pid, stdin, stdout, stderr, exited } = spawned;
        const fails = () => Promise.reject(new Error(`pid ${pid} stays`));
        const stop = stops.length < 2 ? fails : () => spawned.stop();
        stops.push(() => spawned.stop());
        return { pid, stdin, stdout, stderr, exited, usage: () => spawned.usage(), stop };
      },
    },
  });
  for (const id of ['call-1', 'call-2', 'call-3']) await use(await fixture.acquire(id));
  const error = await failure(fixture.sessions.shutdown());
  expect(error).toBeInstanceOf(AggregateError);
  const [one, two, three] = fixture.source.clients.map(({ pid }) => pid);
  expect((error as AggregateError).errors).toMatchObject([
    { errors: [{ message: `pid ${one} stays` }] },
    { errors: [{ message: `pid ${two} stays` }] },
  ]);
  expect(isRunning(three)).toBe(false);
  await Promise.all(stops.map(stop => stop()));
});

test('draining waits for the calls in flight, those that wait for a start included', async () => {
  verifies('sessions:shutdown:drain');
  await using fixture = openSessions();
  expect(await fixture.sessions.drain(1_000)).toBe(true);
  const open = fixture.source.hold();
  const call = fixture.acquire('call-1');
  let drained: boolean | undefined;
  void fixture.sessions.drain(1_000).then(result => {
    drained = result;
  });
  open();
  const lease = await call;
  expect(fixture.sessions.inFlight).toBe(1);
  expect(drained).toBeUndefined();
  lease.release();
  await eventually(() => drained).toBe(true);
});

test('draining gives up when its time is over, and says so', async () => {
  verifies('sessions:shutdown:drain');
  await using fixture = openSessions();
  const lease = await fixture.acquire('call-1');
  const drained = fixture.sessions.drain(1_000);
  fixture.clock.advance(1_000);
  expect(await drained).toBe(false);
  lease.release();
});

test('a lease that is released after the shutdown harms nothing', async () => {
  verifies('sessions:shutdown:late-release');
  await using fixture = openSessions({ services: { counter: { shared: true } } });
  const lease = await fixture.acquire('call-1');
  await fixture.sessions.shutdown();
  expect(lease.signal.aborted).toBe(true);
  lease.release();
  expect(fixture.sessions.inFlight).toBe(0);
});
