import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { newKey } from './records.ts';

onEachDatabase(openEmpty => {
  test('a key is found by its prefix, and its prefix is its own', async () => {
    verifies('store:keys:prefix');
    await using opened = await openEmpty();
    const { apiKeys } = opened.store;
    const key = await apiKeys.insert({ ...newKey(), scopes: ['servers:read'], rateLimitRpm: 60 });
    expect(await apiKeys.findByPrefix(key.prefix)).toEqual(key);
    expect(await apiKeys.findByPrefix('nothing')).toBeUndefined();
    await expect(apiKeys.insert({ ...newKey(), prefix: key.prefix })).rejects.toMatchObject({
      code: 'GW_STORE_CONFLICT',
      table: 'apiKeys',
      columns: ['prefix'],
    });
    const unlimited = await apiKeys.insert(newKey('somebody'));
    expect(unlimited).toMatchObject({ scopes: null, rateLimitRpm: null, environment: 'live' });
    const { items, total } = await apiKeys.list({ principal: 'owner' }, { page: 1, pageSize: 10 });
    expect([items, total]).toEqual([[key], 1]);
    expect(await apiKeys.all()).toEqual([key, unlimited]);
  });

  test('of several that rotate a key at once, one does', async () => {
    verifies('store:keys:rotate');
    await using opened = await openEmpty();
    const { apiKeys } = opened.store;
    const old = await apiKeys.insert(newKey());
    const rotations = await Promise.all(
      Array.from({ length: 5 }, () => apiKeys.rotate(old.id, newKey(), 9_000)),
    );
    const [fresh, ...more] = rotations.filter(key => key !== undefined);
    expect(more).toEqual([]);
    expect(await apiKeys.get(old.id)).toMatchObject({ graceEndsAt: 9_000, rotatedTo: fresh?.id });
    expect(await apiKeys.all()).toHaveLength(2);
  });

  test('a revoked key is revoked once, and can not be rotated', async () => {
    verifies('store:keys:rotate');
    await using opened = await openEmpty({ now: () => 5_000 });
    const { apiKeys } = opened.store;
    const { id } = await apiKeys.insert(newKey());
    expect(await apiKeys.revoke(id)).toBe(true);
    expect(await apiKeys.revoke(id)).toBe(false);
    expect(await apiKeys.revoke('nobody')).toBe(false);
    expect((await apiKeys.get(id))?.revokedAt).toBe(5_000);
    expect(await apiKeys.rotate(id, newKey(), 9_000)).toBeUndefined();
  });

  test('a use that is told late does not hide a later one', async () => {
    verifies('store:journal:latest');
    await using opened = await openEmpty();
    const { apiKeys } = opened.store;
    const { id } = await apiKeys.insert(newKey());
    await apiKeys.used(id, 2_000, '::1');
    await apiKeys.used(id, 1_000, '10.0.0.1');
    expect(await apiKeys.get(id)).toMatchObject({ lastUsedAt: 2_000, lastUsedIp: '::1' });
  });
});
