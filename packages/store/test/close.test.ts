import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';

onEachDatabase(openEmpty => {
  test('closing waits for what has begun and takes nothing more', async () => {
    verifies('store:failures:closed');
    await using opened = await openEmpty();
    const { store } = opened;
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const work = store.transaction(async ({ settings }) => {
      await settings.set('a', '1');
      begun.resolve();
      await goOn.promise;
      await settings.set('b', '2');
      return settings.get('a');
    });
    await begun.promise;
    const closing = Promise.all([store.close(), store.close()]);
    goOn.resolve();
    expect(await work).toBe('1');
    await closing;
    await expect(store.servers.all()).rejects.toMatchObject({ code: 'GW_STORE_CLOSED' });
    await expect(store.transaction(() => Promise.resolve())).rejects.toMatchObject({
      code: 'GW_STORE_CLOSED',
    });
    expect(() => store.journal.connectionUsed('a', 1)).toThrow(
      expect.objectContaining({ code: 'GW_STORE_CLOSED' }),
    );
  });
});
