import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { onEachDatabase } from './on-each-database.ts';
import { addServer } from './records.ts';

onEachDatabase(openEmpty => {
  test('who wants to be alone is refused while a gateway is there, and is alone afterwards', async () => {
    verifies('store:exclusive:alone');
    await using opened = await openEmpty();
    const { store, options } = opened;
    {
      await using gateway = await openStore(options);
      await using _ = await gateway.attend(() => {});
      await expect(store.exclusively(async () => 'done')).rejects.toMatchObject({ code: 'GW_STORE_IN_USE' });
      // Nothing is left behind by the attempt.
      await addServer(gateway, 'during');
    }
    expect(await store.exclusively(() => addServer(store, 'alone'))).toMatchObject({ name: 'alone' });
    await using again = await openStore(options);
    await using _ = await again.attend(() => {});
    await addServer(again, 'afterwards');
    expect(await again.servers.all()).toHaveLength(3);
  });

  test('nobody begins to use the database meanwhile', async () => {
    verifies('store:exclusive:alone');
    await using opened = await openEmpty();
    const { store, options } = opened;
    let isIn = false;
    const begin = async () => {
      await using begun = await openStore(options);
      await using _ = await begun.attend(() => {});
      isIn = true;
    };
    const beginning = await store.exclusively(async () => {
      const attempt = begin();
      attempt.catch(() => {});
      for (let n = 0; n < 20; n++) await addServer(store, `server-${n}`);
      expect(isIn).toBe(false);
      // On PostgreSQL it is told so, on SQLite it waits.
      if (store.kind === 'postgres') await expect(attempt).rejects.toMatchObject({ code: 'GW_STORE_BUSY' });
      return { attempt };
    });
    if (store.kind === 'sqlite') await beginning.attempt;
    else await begin();
    expect(isIn).toBe(true);
  });
});
