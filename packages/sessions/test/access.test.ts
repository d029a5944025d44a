import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventually, openSessions, use } from './open-sessions.ts';

const mine = { key: 'mine', env: { WHO: 'me' } };
const others = { key: 'others', env: { WHO: 'somebody else' } };

test('a caller with credentials gets a process that was started with them, and no spare', async () => {
  verifies('connections:sessions:own-upstream');
  await using fixture = openSessions({ services: { counter: { warm: 1 } } });
  await fixture.manager.getServiceTools('counter');
  fixture.sessions.start();
  await eventually(() => fixture.sessions.stats().spares).toBe(1);
  const lease = await fixture.acquire('call-1', { access: mine });
  expect(await use(lease, 'variable', { name: 'WHO' })).toBe('me');
  expect(fixture.sessions.stats()).toMatchObject({ upstreams: 1, spares: 1 });
  const again = await fixture.acquire('call-1', { access: { ...mine } });
  expect(again.client).toBe(lease.client);
  again.release();
});

test('within one session, nobody gets what was started with the credentials of another', async () => {
  verifies('connections:sessions:own-upstream');
  await using fixture = openSessions();
  const first = await fixture.acquire('call-1', { access: mine });
  const second = await fixture.acquire('call-1', { access: others });
  expect(second.restarted).toBe(true);
  // A call under way ends where it began.
  expect(await use(first, 'variable', { name: 'WHO' })).toBe('me');
  expect(await use(second, 'variable', { name: 'WHO' })).toBe('somebody else');
  const none = await fixture.acquire('call-1');
  expect(await use(none, 'variable', { name: 'WHO' })).toBe('');
  await eventually(() => first.client.exit !== undefined && second.client.exit !== undefined).toBe(true);
});

test('calls that wait for a start get the one with their own credentials, whichever comes first', async () => {
  verifies('connections:sessions:own-upstream');
  await using fixture = openSessions();
  const release = fixture.source.hold();
  const waiting = [mine, others, mine, undefined].map(access => fixture.acquire('call-1', { access }));
  release();
  const leases = await Promise.all(waiting);
  const said = await Promise.all(leases.map(lease => use(lease, 'variable', { name: 'WHO' })));
  expect(said).toEqual(['me', 'somebody else', 'me', '']);
});

test('a session that is closed ends all starts that its calls wait for', async () => {
  verifies('connections:sessions:own-upstream');
  await using fixture = openSessions();
  const release = fixture.source.hold();
  const waiting = [mine, others].map(access => fixture.acquire('call-1', { access }));
  const ended = Promise.allSettled(waiting);
  await fixture.sessions.close('call-1');
  release();
  expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});

test('a shared process is for callers without credentials of their own', async () => {
  verifies('connections:sessions:own-upstream');
  await using fixture = openSessions({ services: { counter: { shared: true } } });
  const [first, second, third] = await Promise.all([
    fixture.acquire('call-1'),
    fixture.acquire('call-2', { access: mine }),
    fixture.acquire('call-1', { access: others }),
  ]);
  expect(await use(first, 'variable', { name: 'WHO' })).toBe('');
  expect(await use(second, 'variable', { name: 'WHO' })).toBe('me');
  expect(await use(third, 'variable', { name: 'WHO' })).toBe('somebody else');
  const shared = await fixture.acquire('call-1');
  expect(shared.client).toBe(first.client);
  shared.release();
});
