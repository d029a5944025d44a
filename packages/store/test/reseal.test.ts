import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { Sealed } from '../src/index.ts';
import { onEachDatabase } from './on-each-database.ts';
import { addBundle, addServer, newConnection, sealed } from './records.ts';

onEachDatabase(openEmpty => {
  test('all secrets are sealed anew, or none', async () => {
    verifies('store:secrets:reseal');
    await using opened = await openEmpty();
    const { store } = opened;
    const server = await addServer(store);
    await store.servers.update(server.id, { sealedConfig: sealed('a') });
    await store.credentials.insert({ serverId: server.id, name: 'KEY', sealedValue: sealed('b'), hint: '' });
    const connection = await store.connections.insert({
      ...newConnection(server.id),
      sealedRefreshToken: sealed('c'),
    });
    const bundle = await addBundle(store);
    const failing = (secret: Sealed) => {
      if (secret === bundle.sealedKey) throw new Error('wrong key');
      return sealed(secret);
    };
    await expect(store.reseal(failing)).rejects.toThrow('wrong key');
    expect((await store.servers.get(server.id))?.sealedConfig).toBe('sealed:a');
    expect(await store.reseal(sealed)).toBe(5);
    expect((await store.servers.get(server.id))?.sealedConfig).toBe('sealed:sealed:a');
    expect(await store.connections.get(connection.id)).toMatchObject({
      sealedSecret: 'sealed:sealed:token',
      sealedRefreshToken: 'sealed:sealed:c',
      revision: 1,
    });
  });
});
