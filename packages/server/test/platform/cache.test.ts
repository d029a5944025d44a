import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './test-platform.ts';

onEachDatabase(start => {
  test.each([
    ['a text', 'plain', '"päck \\u0000 \\"x\\""'],
    ['an object', 'a/b/c', '{"a":[1,{"b":null}]}'],
    ['null', 'with%20space', 'null'],
    ['false', '%D7%A9%D7%9C%D7%95%D7%9D', 'false'],
    ['a number of many digits', 'n/', '12345678901234567890.5'],
  ])('%s comes back as it was put, under the key %s', async (_what, key, value) => {
    verifies('platform:cache:any-value');
    await using platform = await start();
    const headers = { 'content-type': 'application/json' };
    const body = `{"value":${value},"ttl":60}`;
    expect((await platform.ask('PUT', `/sdk/cache/${key}`, { body, headers })).status).toBe(204);
    const answer = await platform.gateway.inject({ url: `/api/v1/sdk/cache/${key}` });
    expect([answer.statusCode, answer.body]).toEqual([200, `{"value":${value}}`]);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('an entry is gone when its time is over; one that never was is 404, too', async () => {
    verifies('platform:cache:ttl');
    let now = Date.now();
    await using platform = await start({ now: () => now });
    await platform.ask('PUT', '/sdk/cache/short', { body: { value: 1, ttl: 10 } });
    await platform.ask('PUT', '/sdk/cache/usual', { body: { value: 2 } });
    const status = async (key: string) => (await platform.ask('GET', `/sdk/cache/${key}`)).status;
    expect([await status('short'), await status('never')]).toEqual([200, 404]);
    now += 10_001;
    expect([await status('short'), await status('usual')]).toEqual([404, 200]);
    now += 300_000;
    expect(await status('usual')).toBe(404);
  });

  test('entries belong to the owner: keys share them, other principals have their own', async () => {
    verifies('platform:cache:per-owner');
    await using platform = await start();
    await platform.ask('PUT', '/sdk/cache/k', { body: { value: 'mine' } });
    const key = await platform.key({ scopes: ['cache:read'] });
    expect((await platform.ask('GET', '/sdk/cache/k', { key })).json).toEqual({ value: 'mine' });
    await platform.store.cache.set('jwt:other', 'k', '"theirs"', 60_000);
    expect((await platform.ask('GET', '/sdk/cache/k')).json).toEqual({ value: 'mine' });
  });

  test('what is too large, or one entry too many, is 413; expired entries make room', async () => {
    verifies('platform:cache:bounded');
    let now = Date.now();
    await using platform = await start({ now: () => now });
    const put = async (key: string, value: unknown) =>
      (await platform.ask('PUT', `/sdk/cache/${key}`, { body: { value, ttl: 60 } })).status;
    expect(await put('large', 'x'.repeat(1024 * 1024))).toBe(413);
    const filler = JSON.stringify('x'.repeat(1_000_000));
    for (let at = 0; at < 67; at++) await platform.store.cache.set('owner', `f${at}`, filler, 60_000);
    expect(await put('more', 'x'.repeat(200_000))).toBe(413);
    now += 60_001;
    expect(await put('more', 'x'.repeat(200_000))).toBe(204);
  });

  test('keys that nothing can hold, and times that are none, are 422', async () => {
    verifies('platform:cache:bounded');
    await using platform = await start();
    const put = (key: string, body: object) => platform.ask('PUT', `/sdk/cache/${key}`, { body });
    for (const key of ['%00', 'a%0Ab', 'k'.repeat(1_025)])
      expect((await put(key, { value: 1 })).status).toBe(422);
    for (const ttl of [0, -1, 1.5, 1e9, '60']) expect((await put('k', { value: 1, ttl })).status).toBe(422);
    expect((await put('k', {})).json.errors).toEqual([{ pointer: '/value', message: 'is missing' }]);
  });
});
