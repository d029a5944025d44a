import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';

onEachDatabase(openEmpty => {
  test('a value is there until its time is over, for its owner alone', async () => {
    verifies('store:cache:ttl');
    let now = 1_000;
    await using opened = await openEmpty({ now: () => now });
    const { cache } = opened.store;
    await cache.set('owner', 'a/b c', '"text"', 500);
    await cache.set('owner', 'for ever', 'null', null);
    await cache.set('somebody', 'a/b c', '1', null);
    expect(await cache.get('owner', 'a/b c')).toBe('"text"');
    expect(await cache.get('somebody', 'a/b c')).toBe('1');
    expect(await cache.get('owner', 'other')).toBeUndefined();
    now = 1_500;
    expect(await cache.get('owner', 'a/b c')).toBeUndefined();
    expect(await cache.sweep()).toBe(1);
    expect(await cache.get('owner', 'for ever')).toBe('null');
    await cache.set('owner', 'for ever', '{"é":1}', 10);
    expect(await cache.get('owner', 'for ever')).toBe('{"é":1}');
    expect(await cache.usage('owner')).toEqual({ entries: 1, bytes: 'for ever'.length + 8 });
    expect(await cache.usage('nobody')).toEqual({ entries: 0, bytes: 0 });
    expect(await cache.delete('owner', 'for ever')).toBe(true);
    expect(await cache.delete('owner', 'for ever')).toBe(false);
  });
});
