import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { addServer, newConnection, sealed } from './records.ts';

const window = { offset: 0, limit: 10 };

onEachDatabase(openEmpty => {
  test('connections are listed for their principal, those that work unless all are wanted', async () => {
    verifies('store:connections:list');
    await using opened = await openEmpty();
    const { connections } = opened.store;
    const one = await addServer(opened.store);
    const two = await addServer(opened.store);
    const first = await connections.insert({
      ...newConnection(one.id),
      connectionData: { a: 1 },
      scopes: ['x'],
    });
    const broken = await connections.insert({ ...newConnection(two.id), isValid: false });
    await connections.insert(newConnection(one.id, 'somebody'));
    expect(await connections.list({ principal: 'owner' }, window)).toEqual({ items: [first], total: 1 });
    expect(await connections.list({ principal: 'owner', includeInvalid: true }, window)).toEqual({
      items: [first, broken],
      total: 2,
    });
    expect((await connections.list({ serverId: one.id }, window)).total).toBe(2);
  });

  test("a principal's newest connection that works is the one that counts", async () => {
    verifies('store:connections:list');
    await using opened = await openEmpty();
    const { connections } = opened.store;
    const { id } = await addServer(opened.store);
    await connections.insert(newConnection(id));
    const newer = await connections.insert(newConnection(id));
    const newest = await connections.insert({ ...newConnection(id), isValid: false });
    expect(await connections.findFor('owner', id)).toEqual(newer);
    await connections.update(newest.id, { isValid: true });
    expect((await connections.findFor('owner', id))?.id).toBe(newest.id);
    expect(await connections.findFor('somebody', id)).toBeUndefined();
  });

  test('tokens that are due come first, the most urgent before the others', async () => {
    verifies('store:connections:due');
    await using opened = await openEmpty({ now: () => 1_000 });
    const { connections } = opened.store;
    const { id } = await addServer(opened.store);
    const add = (nextRefreshAt: number | null, isValid = true) =>
      connections.insert({ ...newConnection(id), nextRefreshAt, isValid });
    const second = await add(1_000);
    const first = await add(500);
    await add(1_001);
    await add(null);
    await add(1, false);
    expect(await connections.dueForRefresh(10)).toEqual([first, second]);
    expect(await connections.dueForRefresh(1)).toEqual([first]);
  });

  test('a credential has a name of its own in its server', async () => {
    verifies('store:conflict:column');
    await using opened = await openEmpty();
    const { credentials } = opened.store;
    const { id: serverId } = await addServer(opened.store);
    const value = { sealedValue: sealed('value'), hint: 'alue' };
    const b = await credentials.insert({ serverId, name: 'B', ...value });
    const a = await credentials.insert({ serverId, name: 'A', ...value });
    await expect(credentials.insert({ serverId, name: 'A', ...value })).rejects.toMatchObject({
      table: 'credentials',
      columns: ['serverId', 'name'],
    });
    expect(await credentials.ofServer(serverId)).toEqual([a, b]);
  });

  test('a server has one OAuth client; the connections made with it outlive it', async () => {
    verifies('store:connections:oauth');
    await using opened = await openEmpty();
    const { oauthApps, connections } = opened.store;
    const { id: serverId } = await addServer(opened.store);
    const app = await oauthApps.insert({
      serverId,
      clientId: 'c',
      scopes: ['a', 'b'],
      registration: { x: [1] },
    });
    expect(await oauthApps.ofServer(serverId)).toEqual(app);
    await expect(oauthApps.insert({ serverId })).rejects.toMatchObject({ columns: ['serverId'] });
    const { id } = await connections.insert({ ...newConnection(serverId), oauthAppId: app.id });
    await oauthApps.delete(app.id);
    expect((await connections.get(id))?.oauthAppId).toBeNull();
  });

  test('the state of an OAuth flow is given once, and not when it has expired', async () => {
    verifies('store:oauth-states:once');
    let now = 1_000;
    await using opened = await openEmpty({ now: () => now });
    const { oauthStates } = opened.store;
    const { id: serverId } = await addServer(opened.store);
    const state = {
      principal: 'owner',
      serverId,
      oauthAppId: null,
      redirectUri: null,
      sealedVerifier: sealed('verifier'),
      issuer: 'https://issuer.example',
      scopes: null,
      connectionData: { a: true },
      expiresAt: 2_000,
    };
    await oauthStates.put({ ...state, stateHash: 'one' });
    await oauthStates.put({ ...state, stateHash: 'two' });
    await oauthStates.put({ ...state, stateHash: 'three' });
    const takes = await Promise.all(Array.from({ length: 4 }, () => oauthStates.take('one')));
    expect(takes.filter(taken => taken !== undefined)).toEqual([{ ...state, stateHash: 'one' }]);
    now = 2_000;
    expect(await oauthStates.take('two')).toBeUndefined();
    expect(await oauthStates.sweep()).toBe(1);
  });
});
