import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { onEachDatabase } from './test-platform.ts';

const path = '/users/me/api-keys';

onEachDatabase(start => {
  test('a key is shown once, opens what its owner may, and is kept as a hash alone', async () => {
    verifies('platform:keys:shown-once', 'platform:keys:hashed');
    await using platform = await start();
    const made = await platform.ask('POST', path, { body: { name: 'ci', description: 'builds' } });
    expect(made.status).toBe(201);
    const { id, key, key_prefix } = made.json;
    expect(key).toMatch(/^gw_live_[0-9a-f]{12}_[0-9a-f]{64}$/);
    expect(key.startsWith(`${key_prefix}_`)).toBe(true);
    expect(made.json).toMatchObject({
      name: 'ci',
      description: 'builds',
      environment: 'live',
      scopes: null,
      rate_limit_rpm: 60,
      is_active: true,
      expires_at: null,
      last_used_at: null,
    });
    const read = await platform.ask('GET', `${path}/${id}`, { key });
    expect([read.status, read.json.key]).toEqual([200, undefined]);
    expect(read.json.last_used_at).toMatch(/^\d{4}-.*Z$/);
    expect(read.json.last_used_ip).toBe('127.0.0.1');
    const secret = key.split('_').at(-1);
    expect(JSON.stringify(await platform.store.apiKeys.all())).not.toContain(secret);
    expect(JSON.stringify(platform.gateway.logged)).not.toContain(secret);
  });

  test('keys are listed newest first, a part at a time; none that was made is missing', async () => {
    verifies('platform:keys:listed');
    await using platform = await start();
    for (const name of ['a', 'b', 'c']) await platform.key({ name });
    const names = (json: { items: { name: string }[] }) => json.items.map(({ name }) => name);
    const all = await platform.ask('GET', path);
    expect([names(all.json), all.json.total, all.json.offset]).toEqual([['c', 'b', 'a'], 3, 0]);
    const part = await platform.ask('GET', `${path}?offset=1&limit=1`);
    expect([names(part.json), part.json.total, part.json.limit]).toEqual([['b'], 3, 1]);
  });

  test('what a key may do, and its use, outlive a restart', async () => {
    verifies('platform:keys:kept');
    await using platform = await start();
    const key = await platform.key({ scopes: ['cache:*'] });
    expect((await platform.ask('PUT', '/sdk/cache/k', { key, body: { value: 1 } })).status).toBe(204);
    await platform.store.journal.flush();
    const [kept] = await platform.store.apiKeys.all();
    expect(kept).toMatchObject({ scopes: ['cache:*'], lastUsedIp: '127.0.0.1' });
    const { ApiKeyring } = await import('../../src/platform/keys/api-keyring.ts');
    const reopened = await ApiKeyring.open(platform.store);
    expect(reopened.check(key, '::1')?.key?.rights).toEqual(new Set(['cache:read', 'cache:write']));
  });

  test('a rotated key works until its grace ends, at once with none; a revoked one never again', async () => {
    verifies('platform:keys:rotated', 'platform:keys:revoked');
    await using platform = await start();
    const opens = async (key: string) => (await platform.ask('GET', path, { key })).status;
    const old = await platform.ask('POST', path, { body: { name: 'k', scopes: ['keys:*'] } });
    const rotated = await platform.ask('POST', `${path}/${old.json.id}/rotate`, {
      body: { grace_period_hours: 1 },
    });
    expect(rotated.json).toMatchObject({
      old_key_revoked: false,
      new_key: { name: 'k', scopes: ['keys:*'], is_active: true },
    });
    expect(Date.parse(rotated.json.grace_period_ends_at)).toBeGreaterThan(Date.now() + 3_590_000);
    const fresh = rotated.json.new_key.key;
    expect([await opens(old.json.key), await opens(fresh)]).toEqual([200, 200]);
    expect((await platform.ask('POST', `${path}/${old.json.id}/rotate`, { body: {} })).status).toBe(409);

    const { id } = rotated.json.new_key;
    const atOnce = await platform.ask('POST', `${path}/${id}/rotate`, { body: { grace_period_hours: 0 } });
    expect(atOnce.json).toMatchObject({ old_key_revoked: true, grace_period_ends_at: null });
    expect(await opens(fresh)).toBe(401);
    expect((await platform.ask('GET', `${path}/${id}`)).json.is_active).toBe(false);

    const last = atOnce.json.new_key;
    expect((await platform.ask('DELETE', `${path}/${last.id}`)).status).toBe(204);
    expect(await opens(last.key)).toBe(401);
    expect((await platform.ask('DELETE', `${path}/${last.id}`)).status).toBe(204);
  });

  test('a key ends when it expires', async () => {
    verifies('platform:keys:expired');
    await using platform = await start();
    const { keys } = PlatformHost.of(platform.gateway.platform!).parts;
    const fields = { name: 'x', description: null, environment: 'test', scopes: null, rateLimitRpm: 60 };
    const { key } = await keys.create('owner', { ...fields, expiresAt: Date.now() - 1 });
    expect((await platform.ask('GET', path, { key })).status).toBe(401);
    const days = await platform.ask('POST', path, { body: { name: 'd', expires_in_days: 2 } });
    expect(Date.parse(days.json.expires_at) - Date.now()).toBeGreaterThan(47 * 3_600_000);
    // What Python's isoformat() gives for a time without a zone.
    const naive = await platform.ask('POST', path, {
      body: { name: 'n', expires_at: '2100-01-02T03:04:05' },
    });
    expect(naive.json.expires_at).toBe('2100-01-02T03:04:05.000Z');
    for (const expires_at of ['2001-01-01T00:00:00Z', 'soon', '']) {
      const refused = await platform.ask('POST', path, { body: { name: 'n', expires_at } });
      expect([refused.status, refused.json.errors[0].pointer]).toEqual([422, '/expires_at']);
    }
  });

  test('of two rotations at once, one makes a key', async () => {
    verifies('platform:keys:rotated');
    await using platform = await start();
    const made = await platform.ask('POST', path, { body: { name: 'twice' } });
    const rotate = () => platform.ask('POST', `${path}/${made.json.id}/rotate`, { body: {} });
    const answers = await Promise.all([rotate(), rotate()]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  });
});
