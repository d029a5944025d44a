import { hash } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './test-platform.ts';

onEachDatabase(start => {
  test('each change is noted: who, with which key, what, to what, how it went, a digest of what was sent', async () => {
    verifies('platform:audit:changes');
    await using platform = await start();
    const body = { name: 'writer', scopes: ['sessions:*'] };
    const made = await platform.ask('POST', '/users/me/api-keys', { body });
    const { id, key } = made.json;
    const session = (await platform.ask('POST', '/sessions', { key, body: {} })).json.id;
    await platform.ask('PATCH', `/sessions/${session}`, { key, body: { allowed_tool_names: 'x' } });
    await platform.ask('DELETE', `/sessions/${session}`, { key });
    await platform.ask('DELETE', `/users/me/api-keys/${id}`, { key });
    const { json } = await platform.ask('GET', '/audit');
    const brief = json.items.map((one: Record<string, unknown>) => [one.seq, one.action, one.outcome]);
    expect(brief).toEqual([
      [5, 'key.revoke', 'denied'],
      [4, 'session.delete', 'ok'],
      [3, 'session.update', 'error'],
      [2, 'session.create', 'ok'],
      [1, 'key.create', 'ok'],
    ]);
    expect(json).toMatchObject({ total: 5, page: 1, page_size: 50 });
    expect(json.items[4]).toMatchObject({
      principal: 'owner',
      key_id: null,
      address: '127.0.0.1',
      target_type: 'key',
      target_id: id,
      arguments_digest: hash('sha256', JSON.stringify(body)),
    });
    expect(json.items[3]).toMatchObject({ key_id: id, target_type: 'session', target_id: session });
    expect(json.items[2].detail).toEqual({ status: 422 });
    expect(json.items[3].previous_hash).toBe(json.items[4].hash);
    expect(JSON.stringify(json)).not.toContain(key);
    expect(await platform.store.audit.verify()).toEqual({ valid: true, records: 5 });
  });

  test('the trail is read by pages, and by who, what, which, how and when', async () => {
    verifies('platform:audit:listed');
    await using platform = await start();
    for (const key of ['a', 'b', 'c']) await platform.ask('PUT', `/sdk/cache/${key}`, { body: { value: 1 } });
    await platform.ask('PUT', '/sdk/cache/d', { body: {} });
    const ids = async (query: string) => {
      const { status, json } = await platform.ask('GET', `/audit?${query}`);
      expect(status).toBe(200);
      return json.items.map(({ target_id }: { target_id: string }) => target_id);
    };
    expect(await ids('page_size=2')).toEqual(['d', 'c']);
    expect(await ids('page_size=2&page=2')).toEqual(['b', 'a']);
    expect(await ids('outcome=error')).toEqual(['d']);
    expect(await ids('target_id=b')).toEqual(['b']);
    expect(await ids('action=cache.set&principal=owner&outcome=ok')).toEqual(['c', 'b', 'a']);
    expect(await ids('principal=nobody')).toEqual([]);
    expect(await ids(`until=${new Date(Date.now() - 60_000).toISOString()}`)).toEqual([]);
    expect(await ids(`since=${new Date(Date.now() - 60_000).toISOString()}`)).toHaveLength(4);
    expect((await platform.ask('GET', '/audit?since=yesterday')).json.errors[0].pointer).toBe('/since');
  });

  test('who is let in and reads leaves no record, and who is not let in leaves none either', async () => {
    verifies('platform:audit:changes');
    await using platform = await start();
    await platform.ask('GET', '/sessions');
    await platform.ask('POST', '/sessions', { key: 'wrong', body: {} });
    expect((await platform.ask('GET', '/audit')).json.total).toBe(0);
  });
});

test('what was noted is in the database after an orderly stop', async () => {
  verifies('platform:audit:not-lost');
  const { openStore } = await import('@gw/store');
  const { TestPlatform } = await import('./test-platform.ts');
  const { temporaryFolder } = await import('./temporary-folder.ts');
  await using folder = await temporaryFolder();
  const platform = await TestPlatform.start({ dataDir: folder.path });
  for (let at = 0; at < 20; at++) await platform.ask('PUT', `/sdk/cache/${at}`, { body: { value: at } });
  await platform[Symbol.asyncDispose]();
  await using store = await openStore({ dataDir: folder.path });
  expect((await store.audit.list({}, { page: 1, pageSize: 1 })).total).toBe(20);
});
