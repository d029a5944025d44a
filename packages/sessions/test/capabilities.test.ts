import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, openSessions, use } from './open-sessions.ts';

const capabilities = { sampling: {}, roots: { listChanged: true } };
const onRequest = async () => ({ result: { roots: [] } });

test('a caller with capabilities gets a process that was told of exactly these, and no spare', async () => {
  verifies('sessions:capabilities:own-process');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => fixture.sessions.stats().spares).toBe(1);
  const lease = await fixture.acquire('call-1', { capabilities, onRequest });
  expect(await use(lease)).toBe('1');
  expect(fixture.source.traits).toEqual([{}, { capabilities, onRequest }]);
  expect(fixture.sessions.stats()).toMatchObject({ upstreams: 1, spares: 1 });
});

test('a caller without capabilities takes a spare', async () => {
  verifies('sessions:capabilities:none');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => fixture.sessions.stats().spares).toBe(1);
  const lease = await fixture.acquire('call-1', { capabilities: {}, onRequest });
  expect(lease.client).toBe(fixture.source.clients[0]);
  lease.release();
  expect(fixture.source.traits[0]).toEqual({});
});

test('a shared process is told of no capabilities, whoever calls first', async () => {
  verifies('sessions:capabilities:shared');
  await using fixture = openSessions({ services: { counter: { shared: true } } });
  await use(await fixture.acquire('call-1', { capabilities, onRequest }));
  expect(fixture.source.traits).toEqual([{}]);
});

test('two first calls of a caller with capabilities make one process', async () => {
  verifies('sessions:capabilities:own-process');
  await using fixture = openSessions();
  const leases = await Promise.all([
    fixture.acquire('call-1', { capabilities }),
    fixture.acquire('call-1', { capabilities }),
  ]);
  const pids = await Promise.all(leases.map(lease => use(lease, 'pid')));
  expect(new Set(pids).size).toBe(1);
  expect(fixture.source.traits).toEqual([{ capabilities }]);
});

test('the process that takes the place of a dead one is told of the same', async () => {
  verifies('sessions:capabilities:own-process');
  await using fixture = openSessions();
  const first = await fixture.acquire('call-1', { capabilities });
  await expect(first.client.callTool('exit', { code: 1 })).rejects.toThrow();
  first.release();
  const second = await fixture.acquire('call-1', { capabilities });
  expect(second.restarted).toBe(true);
  second.release();
  expect(fixture.source.traits).toEqual([{ capabilities }, { capabilities }]);
});
