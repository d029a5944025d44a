import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { addBundle, addServer, definitions, newConnection } from './records.ts';

const window = { page: 1, pageSize: 10 };

onEachDatabase(openEmpty => {
  test('a bundle is found by its agent and by the hash of its key, each of which is its own', async () => {
    verifies('store:bundles:found');
    await using opened = await openEmpty();
    const { bundles } = opened.store;
    const bundle = await addBundle(opened.store, 'Kundendienst');
    const other = await addBundle(opened.store);
    const withAgent = await bundles.update(bundle.id, { agentId: 'agent' });
    expect(await bundles.findByAgent('agent')).toEqual(withAgent);
    expect(await bundles.findByKeyHash(bundle.keyHash)).toEqual(withAgent);
    await expect(bundles.update(other.id, { agentId: 'agent' })).rejects.toMatchObject({
      columns: ['agentId'],
    });
    await expect(bundles.update(other.id, { keyHash: bundle.keyHash })).rejects.toMatchObject({
      columns: ['keyHash'],
    });
    expect((await bundles.list({ search: 'kunden' }, window)).items).toEqual([withAgent]);
    expect(await bundles.list({ principal: 'owner' }, window)).toEqual({
      items: [other, withAgent],
      total: 2,
    });
    expect(await bundles.all()).toEqual([withAgent, other]);
  });

  test('a tool is in a bundle once, however often and by how many it is added', async () => {
    verifies('store:bundles:tools');
    await using opened = await openEmpty();
    const { bundleTools, tools } = opened.store;
    const bundle = await addBundle(opened.store);
    const server = await addServer(opened.store);
    const synced = await tools.sync(server.id, definitions('a', 'b', 'c'));
    const [a, b, c] = synced.tools.map(({ id }) => ({ toolId: id }));
    const [first] = await bundleTools.add(bundle.id, [{ ...a!, overrideName: 'better' }, a!]);
    expect(first).toMatchObject({ overrideName: null, enabled: true, displayOrder: 0 });
    const adds = await Promise.all(Array.from({ length: 4 }, () => bundleTools.add(bundle.id, [a!, b!, c!])));
    expect(adds.flat().map(({ toolId }) => toolId)).toEqual([b!.toolId, c!.toolId]);
    await bundleTools.update(first!.id, { displayOrder: 9, enabled: false });
    const order = (await bundleTools.list(bundle.id, window)).items.map(({ toolId }) => toolId);
    expect(order).toEqual([b!.toolId, c!.toolId, a!.toolId]);
    expect((await bundleTools.ofBundle(bundle.id)).map(({ toolId }) => toolId)).toEqual(order);
    expect(await bundleTools.countByBundle([bundle.id, 'other'])).toEqual(new Map([[bundle.id, 3]]));
    expect(await bundleTools.remove(bundle.id, a!.toolId)).toBe(true);
    expect(await bundleTools.remove(bundle.id, a!.toolId)).toBe(false);
    expect(await bundleTools.removeServer(bundle.id, server.id)).toBe(2);
    await expect(bundleTools.add('nobody', [a!])).rejects.toMatchObject({ code: 'GW_STORE_REFERENCE' });
  });

  test('servers and connections are assigned to a bundle, one connection for each server', async () => {
    verifies('store:bundles:assignments');
    await using opened = await openEmpty();
    const { bundleServers, bundleConnections, connections } = opened.store;
    const { id: bundleId } = await addBundle(opened.store);
    const { id: serverId } = await addServer(opened.store);
    expect(await bundleServers.assign(bundleId, serverId)).toBe(true);
    expect(await bundleServers.assign(bundleId, serverId)).toBe(false);
    expect(await bundleServers.ofBundle(bundleId)).toMatchObject([{ bundleId, serverId }]);
    expect(await bundleServers.remove(bundleId, serverId)).toBe(true);
    expect(await bundleServers.remove(bundleId, serverId)).toBe(false);

    const one = await connections.insert(newConnection(serverId));
    const two = await connections.insert(newConnection(serverId));
    const assigned = await bundleConnections.assign(bundleId, serverId, one.id);
    expect(await bundleConnections.assign(bundleId, serverId, two.id)).toEqual({
      ...assigned,
      connectionId: two.id,
    });
    expect(await bundleConnections.remove(bundleId, one.id)).toBe(false);
    expect(await bundleConnections.ofBundle(bundleId)).toHaveLength(1);
    await connections.delete(two.id);
    expect(await bundleConnections.ofBundle(bundleId)).toEqual([]);
  });
});
