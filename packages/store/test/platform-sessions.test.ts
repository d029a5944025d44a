import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { addBundle, addServer } from './records.ts';

const window = { offset: 0, limit: 10 };
const lasting = { principal: 'owner', lastAccessedAt: 1_000, expiresAt: 2_000 };

onEachDatabase(openEmpty => {
  test('null allows all tools and an empty list none: they stay apart', async () => {
    verifies('store:sessions:scope');
    await using opened = await openEmpty();
    const { sessions } = opened.store;
    const all = await sessions.insert(lasting);
    const none = await sessions.insert({ ...lasting, allowedToolNames: [], deniedToolNames: ['a__*'] });
    expect(await sessions.get(all.id)).toMatchObject({ allowedToolNames: null, deniedToolNames: null });
    expect(await sessions.get(none.id)).toMatchObject({ allowedToolNames: [], deniedToolNames: ['a__*'] });
  });

  test('a session is listed while it is open and not expired; closing it is final', async () => {
    verifies('store:sessions:lifetime');
    let now = 1_000;
    await using opened = await openEmpty({ now: () => now });
    const { sessions } = opened.store;
    const { id: serverId } = await addServer(opened.store);
    const closed = await sessions.insert({ ...lasting, serverId });
    const expiring = await sessions.insert({ ...lasting, expiresAt: 1_500 });
    const open = await sessions.insert(lasting);
    expect(await sessions.close(closed.id)).toBe(true);
    expect(await sessions.close(closed.id)).toBe(false);
    await sessions.used(closed.id, 1_100, 9_000);
    now = 1_600;
    expect(await sessions.list({ principal: 'owner' }, window)).toEqual({ items: [open], total: 1 });
    expect(await sessions.active()).toEqual([open]);
    const { items } = await sessions.list({ includeInactive: true }, window);
    expect(items.map(({ id }) => id)).toEqual([open.id, expiring.id, closed.id]);
    expect((await sessions.list({ serverId, includeInactive: true }, window)).total).toBe(1);
    expect(await sessions.stats('owner')).toEqual({ total: 3, active: 1, expired: 1, closed: 1 });
    expect(await sessions.stats('somebody')).toEqual({ total: 0, active: 0, expired: 0, closed: 0 });
    await sessions.used(open.id, 1_700, 9_000);
    await sessions.used(open.id, 1_650, 5_000);
    expect(await sessions.get(open.id)).toMatchObject({ lastAccessedAt: 1_700, expiresAt: 9_000 });
    expect((await sessions.cleanUp(1_600)).toSorted()).toEqual([closed.id, expiring.id].toSorted());
    expect((await sessions.stats()).total).toBe(1);
  });

  test('a session that is confined to a server or a bundle goes with it, and is never set free', async () => {
    verifies('store:sessions:confined');
    await using opened = await openEmpty();
    const { sessions, servers, bundles } = opened.store;
    const server = await addServer(opened.store);
    const bundle = await addBundle(opened.store);
    const inServer = await sessions.insert({ ...lasting, serverId: server.id });
    const inBundle = await sessions.insert({ ...lasting, bundleId: bundle.id });
    await servers.delete(server.id);
    await bundles.delete(bundle.id);
    expect(await sessions.get(inServer.id)).toBeUndefined();
    expect(await sessions.get(inBundle.id)).toBeUndefined();
  });
});
