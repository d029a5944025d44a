import type { Sealed } from '@gw/store';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { ToolPatterns } from '../../src/platform/sessions/tool-patterns.ts';
import { ToolScopes } from '../../src/platform/sessions/tool-scopes.ts';
import { onEachDatabase, type TestPlatform } from './test-platform.ts';

const unknown = '00000000-0000-7000-8000-000000000000';

const scopesOf = (platform: TestPlatform): ToolScopes =>
  PlatformHost.of(platform.gateway.platform!).parts.sessions;

onEachDatabase(start => {
  test('a session is made, read, changed, renewed and closed', async () => {
    verifies('platform:sessions:life');
    await using platform = await start();
    const made = await platform.ask('POST', '/sessions', { body: { allowed_tool_names: ['a__*'] } });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      server_id: null,
      bundle_id: null,
      process_state: {},
      external_sessions: {},
      is_active: true,
      is_expired: false,
      is_idle: false,
      allowed_tool_names: ['a__*'],
      denied_tool_names: null,
    });
    const one = `/sessions/${made.json.id}`;
    expect((await platform.ask('GET', one)).json.id).toBe(made.json.id);

    const denied = await platform.ask('PATCH', one, { body: { denied_tool_names: ['a__b'] } });
    expect(denied.json).toMatchObject({ allowed_tool_names: ['a__*'], denied_tool_names: ['a__b'] });
    const cleared = await platform.ask('PATCH', one, { body: { allowed_tool_names: null } });
    expect(cleared.json).toMatchObject({ allowed_tool_names: null, denied_tool_names: ['a__b'] });

    const touched = await platform.ask('POST', `${one}/touch`);
    expect(Date.parse(touched.json.expires_at)).toBeGreaterThanOrEqual(Date.parse(made.json.expires_at));

    expect((await platform.ask('DELETE', one)).status).toBe(204);
    expect((await platform.ask('GET', one)).json).toMatchObject({ is_active: false, is_expired: false });
    expect((await platform.ask('POST', `${one}/touch`)).status).toBe(409);
    expect((await platform.ask('PATCH', one, { body: {} })).status).toBe(409);
    expect((await platform.ask('DELETE', `${one}?hard_delete=true`)).status).toBe(204);
    expect((await platform.ask('GET', one)).status).toBe(404);
  });

  test('a closed session is listed with the inactive ones alone', async () => {
    verifies('platform:sessions:listed');
    await using platform = await start();
    const ids = [];
    for (let at = 0; at < 3; at++)
      ids.unshift((await platform.ask('POST', '/sessions', { body: {} })).json.id);
    await platform.ask('DELETE', `/sessions/${ids[1]}`);
    const list = async (query: string) => {
      const { json } = await platform.ask('GET', `/sessions${query}`);
      return { ids: json.items.map(({ id }: { id: string }) => id), total: json.total };
    };
    expect(await list('')).toEqual({ ids: [ids[0], ids[2]], total: 2 });
    expect(await list('?include_inactive=true')).toEqual({ ids, total: 3 });
    expect(await list('?include_inactive=true&offset=1&limit=1')).toEqual({ ids: [ids[1]], total: 3 });
    expect(await list(`?server_id=${unknown}`)).toEqual({ ids: [], total: 0 });
    expect((await platform.ask('GET', '/sessions/stats')).json).toEqual({
      total: 3,
      total_active: 2,
      total_expired: 0,
      total_closed: 1,
      server_sessions: 0,
      bundle_sessions: 0,
    });
    expect((await platform.ask('POST', '/sessions/cleanup')).json).toEqual({ cleaned_count: 1 });
  });

  test('a session is for a server or a bundle that is there, not for both', async () => {
    verifies('platform:sessions:references');
    await using platform = await start();
    for (const [body, pointer] of [
      [{ server_id: unknown }, '/server_id'],
      [{ bundle_id: unknown }, '/bundle_id'],
      [{ server_id: unknown, bundle_id: unknown }, '/bundle_id'],
      [{ server_id: 'x' }, '/server_id'],
    ] as const) {
      const answer = await platform.ask('POST', '/sessions', { body });
      expect([answer.status, answer.json.errors[0].pointer]).toEqual([422, pointer]);
    }
    const bundle = await platform.store.bundles.insert({
      principal: 'owner',
      name: 'b',
      keyHash: 'h',
      sealedKey: 'sealed' as Sealed,
    });
    const made = await platform.ask('POST', '/sessions', { body: { bundle_id: bundle.id } });
    expect([made.status, made.json.bundle_id]).toEqual([201, bundle.id]);
    expect((await platform.ask('GET', '/sessions/stats')).json.bundle_sessions).toBe(1);
  });

  test('nobody sees, changes or ends the session of another', async () => {
    verifies('platform:sessions:own');
    await using platform = await start();
    const fields = { allowedToolNames: null, deniedToolNames: null, serverId: null, bundleId: null };
    const { id } = await scopesOf(platform).create('jwt:other', fields);
    expect((await platform.ask('GET', `/sessions/${id}`)).status).toBe(404);
    expect((await platform.ask('PATCH', `/sessions/${id}`, { body: {} })).status).toBe(404);
    expect((await platform.ask('DELETE', `/sessions/${id}`)).status).toBe(404);
    expect((await platform.ask('GET', '/sessions?include_inactive=true')).json.total).toBe(0);
    expect(scopesOf(platform).find(id, 'owner')).toBeUndefined();
  });

  test('a session that is left unused ends, each use renews it, and a restart forgets neither', async () => {
    verifies('platform:sessions:expiry', 'platform:sessions:kept');
    let now = Date.now();
    await using platform = await start({ now: () => now });
    const scopes = await ToolScopes.open(platform.store, 1_000, () => now);
    const fields = { allowedToolNames: ['a'], deniedToolNames: null, serverId: null, bundleId: null };
    const { id } = await scopes.create('owner', fields);
    now += 900;
    expect(scopes.use(id, 'owner')?.allows('a')).toBe(true);
    now += 900;
    await platform.store.journal.flush();
    const reopened = await ToolScopes.open(platform.store, 1_000, () => now);
    expect(reopened.find(id, 'owner')?.allows('b')).toBe(false);
    now += 101;
    expect(scopes.use(id, 'owner')).toBeUndefined();
    expect([...scopes.active()]).toEqual([]);
    expect(await scopes.cleanUp()).toBe(1);
  });

  test('a change holds at once, and is told', async () => {
    verifies('platform:sessions:changes');
    await using platform = await start();
    const scopes = scopesOf(platform);
    const told: string[] = [];
    scopes.on('changed', id => told.push(id));
    const { id } = (await platform.ask('POST', '/sessions', { body: {} })).json;
    const scope = scopes.find(id, 'owner');
    expect(scope?.allows('any__tool')).toBe(true);
    await platform.ask('PATCH', `/sessions/${id}`, { body: { allowed_tool_names: [] } });
    expect(scope?.allows('any__tool')).toBe(false);
    await platform.ask('DELETE', `/sessions/${id}`);
    expect(told).toEqual([id, id]);
    expect(scopes.find(id, 'owner')).toBeUndefined();
  });
});

test.each([
  [['a__b'], ['a__b'], ['a__bc', 'a__', 'A__b']],
  [['a__*'], ['a__', 'a__b', 'a__b__c'], ['b__a__', 'a_']],
  [['*'], ['', 'anything'], []],
  [['*__read_*'], ['x__read_', 'x__read_file'], ['x__read', 'read_x']],
  [['a*a'], ['aa', 'aba'], ['a', 'ab']],
  [['a*b*c'], ['abc', 'axxbxxc'], ['acb', 'ab', 'bc']],
  [['a.c'], ['a.c'], ['abc']],
  [['**'], ['x'], []],
])('the patterns %j hold what they say', (patterns, held, others) => {
  verifies('platform:sessions:patterns');
  const all = new ToolPatterns(patterns);
  expect(held.filter(name => !all.has(name))).toEqual([]);
  expect(others.filter(name => all.has(name))).toEqual([]);
});

test('a pattern made to be slow is not', () => {
  verifies('platform:sessions:patterns');
  const all = new ToolPatterns([`${'*a'.repeat(140)}*b`]);
  const started = performance.now();
  expect(all.has('a'.repeat(280))).toBe(false);
  expect(performance.now() - started).toBeLessThan(50);
});

test('what is denied is denied, whatever is allowed; null allows all, an empty list none', async () => {
  verifies('platform:sessions:scope');
  const { ToolScope } = await import('../../src/platform/sessions/tool-scopes.ts');
  const scope = (allowedToolNames: string[] | null, deniedToolNames: string[] | null) =>
    new ToolScope({ allowedToolNames, deniedToolNames } as never);
  expect(scope(null, null).allows('x')).toBe(true);
  expect(scope([], null).allows('x')).toBe(false);
  expect(scope(['a__*'], ['a__b']).allows('a__b')).toBe(false);
  expect(scope(['a__*'], ['a__b']).allows('a__c')).toBe(true);
  expect(scope(null, ['*']).allows('x')).toBe(false);
  expect(scope(null, []).allows('x')).toBe(true);
});
