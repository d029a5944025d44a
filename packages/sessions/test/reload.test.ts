import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import {
  eventually,
  exited,
  failure,
  mcpServices,
  openSessions,
  policies,
  type TestService,
  use,
} from './open-sessions.ts';

/** A reload as the gateway does it: the manager first, then the sessions. */
function reload(
  { manager, sessions }: ReturnType<typeof openSessions>,
  services: Record<string, TestService>,
  retired: string[] = [],
): void {
  manager.configure(mcpServices(services));
  sessions.configure({ services: policies(services), retired });
}

test('a service that has changed ends its process when the call in flight has ended; the next call gets a new one', async () => {
  verifies('sessions:reload:changed');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  const lease = await fixture.acquire('call-1');
  reload(fixture, { counter: {} }, ['counter']);
  expect(fixture.sessions.get('call-1')?.services.counter).toMatchObject({ alive: false, inFlight: 1 });
  const next = await fixture.acquire('call-1');
  expect(next.restarted).toBe(true);
  expect(await use(lease)).toBe('2');
  expect(await use(next)).toBe('1');
  await exited(fixture.source.clients[0]!);
});

test('closing a session cuts a call that is still on the old process, too', async () => {
  verifies('sessions:reload:closed');
  await using fixture = openSessions();
  const call = failure(use(await fixture.acquire('call-1'), 'hang'));
  reload(fixture, { counter: {} }, ['counter']);
  await use(await fixture.acquire('call-1'));
  await fixture.sessions.close('call-1');
  expect(await call).toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  expect(fixture.source.clients.map(({ alive }) => alive)).toEqual([false, false]);
});

test('a service that has not changed keeps its processes', async () => {
  verifies('sessions:reload:unchanged');
  await using fixture = openSessions({ services: { counter: {}, other: {} } });
  await use(await fixture.acquire('call-1'));
  reload(fixture, { counter: {}, other: {} }, ['other']);
  expect(await use(await fixture.acquire('call-1'))).toBe('2');
});

test('a service that is gone is refused, its idle process ends, and the session goes on with the others', async () => {
  verifies('sessions:reload:removed');
  await using fixture = openSessions({ services: { counter: {}, other: {} } });
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-1', { service: 'other' }));
  reload(fixture, { other: {} });
  await exited(fixture.source.clients[0]!);
  expect(await failure(fixture.acquire('call-1'))).toMatchObject({ code: 'GW_UNKNOWN_SERVICE' });
  expect(await use(await fixture.acquire('call-1', { service: 'other' }))).toBe('2');
});

test('a service that is new serves the sessions that are there', async () => {
  verifies('sessions:reload:added');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  reload(fixture, { counter: {}, other: { shared: true } });
  expect(await use(await fixture.acquire('call-1', { service: 'other' }))).toBe('1');
});

test('spares of the old definition go, and as many of the new one come', async () => {
  verifies('sessions:reload:spares');
  await using fixture = openSessions({ services: { counter: { warm: 2 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => fixture.sessions.stats().spares).toBe(2);
  const [old] = fixture.source.clients;
  reload(fixture, { counter: { warm: 1 } }, ['counter']);
  await fixture.manager.getServiceTools('counter');
  expect(await use(await fixture.acquire('call-1'))).toBe('1');
  await exited(old!);
  await eventually(() => fixture.sessions.stats()).toMatchObject({ spares: 1, upstreams: 1, starting: 0 });
});

test('fewer spares wanted: the surplus goes; more: they come', async () => {
  verifies('sessions:reload:spares');
  await using fixture = openSessions({ services: { counter: { warm: 2 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => fixture.sessions.stats().spares).toBe(2);
  fixture.sessions.configure({ services: policies({ counter: { warm: 1 } }) });
  expect(fixture.sessions.stats().spares).toBe(1);
  fixture.sessions.configure({ services: policies({ counter: { warm: 3 } }) });
  await eventually(() => fixture.sessions.stats().spares).toBe(3);
});

test('a call that waits for the old definition to start is served by it, and nobody else is', async () => {
  verifies('sessions:reload:starting');
  await using fixture = openSessions();
  const open = fixture.source.hold();
  const call = fixture.acquire('call-1');
  fixture.sessions.configure({ retired: ['counter'] });
  open();
  const lease = await call;
  expect(await use(lease)).toBe('1');
  await exited(fixture.source.clients[0]!);
  expect((await fixture.acquire('call-1')).restarted).toBe(true);
});

test.each([
  [{ shared: true }, { shared: false }],
  [{ shared: false }, { shared: true }],
])('a service can go from %o to %o while it is used', async (before, after) => {
  verifies('sessions:reload:sharing');
  await using fixture = openSessions({ services: { counter: before } });
  fixture.sessions.start();
  const lease = await fixture.acquire('call-1');
  fixture.sessions.configure({ services: policies({ counter: after }) });
  const next = await fixture.acquire('call-1');
  expect(next.restarted).toBe(true);
  expect(next.client).not.toBe(lease.client);
  expect(await use(lease)).toBe('1');
  expect(await use(next)).toBe('1');
  await exited(fixture.source.clients[0]!);
  expect(fixture.sessions.stats()).toMatchObject({ sessions: 1, upstreams: 1 });
});

test('new limits hold for new sessions, and those that are there stay', async () => {
  verifies('sessions:reload:limits');
  await using fixture = openSessions();
  await use(await fixture.acquire('call-1'));
  await use(await fixture.acquire('call-2'));
  fixture.sessions.configure({ maxTotalSessions: 1, defaultTimeoutMs: 7_000 });
  expect(await failure(fixture.acquire('call-3'))).toMatchObject({ scope: 'total', limit: 1 });
  expect(await use(await fixture.acquire('call-2'))).toBe('2');
  fixture.sessions.configure({ maxTotalSessions: 3 });
  await use(await fixture.acquire('call-3'));
  expect(fixture.sessions.list().map(({ timeoutMs }) => timeoutMs)).toEqual([300_000, 300_000, 7_000]);
});

test('a wrong limit changes nothing', async () => {
  verifies('sessions:reload:limits');
  await using fixture = openSessions({ maxTotalSessions: 1 });
  expect(() => fixture.sessions.configure({ maxTotalSessions: 5, cleanupIntervalMs: 0 })).toThrow(RangeError);
  await use(await fixture.acquire('call-1'));
  expect(await failure(fixture.acquire('call-2'))).toMatchObject({ limit: 1 });
});
