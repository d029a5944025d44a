import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { addServer, definitions, newConnection, sealed } from './records.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

onEachDatabase(openEmpty => {
  test('a server reads back as it was written, with defaults for what was left out', async () => {
    verifies('store:values:same', 'store:ids:uuid-v7');
    await using opened = await openEmpty({ now: () => 1_700_000_000_123 });
    const { servers } = opened.store;
    const config = { command: 'npx', args: ['-y', 'ünïcode \u0000 \u{1F600}'], env: {} };
    const inserted = await servers.insert({ name: 'one', type: 'stdio', config, portalVisible: true });
    expect(inserted).toEqual({
      id: expect.stringMatching(UUID_V7),
      name: 'one',
      displayName: null,
      description: null,
      iconUrl: null,
      type: 'stdio',
      source: 'api',
      sourceDocUrl: null,
      config,
      sealedConfig: null,
      status: 'stopped',
      lastError: null,
      stoppedByHand: false,
      exposureMode: 'all',
      pin: 'hold',
      credentialMode: 'none',
      credentialRequirements: [],
      portalVisible: true,
      portalCategory: null,
      portalTags: [],
      lastSyncedAt: null,
      createdAt: 1_700_000_000_123,
      updatedAt: 1_700_000_000_123,
      revision: 1,
    });
    expect(await servers.get(inserted.id)).toEqual(inserted);
    expect(await servers.findByName('one')).toEqual(inserted);
    expect(await servers.get('not an id')).toBeUndefined();
  });

  test('ids sort in the order in which records were made', async () => {
    verifies('store:ids:uuid-v7');
    await using opened = await openEmpty();
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push((await addServer(opened.store)).id);
    expect(ids.toSorted()).toEqual(ids);
  });

  test('a name that is taken is a conflict that names the column', async () => {
    verifies('store:conflict:column');
    await using opened = await openEmpty();
    const { servers } = opened.store;
    await servers.insert({ name: 'one', type: 'stdio' });
    const two = await servers.insert({ name: 'two', type: 'stdio' });
    const conflict = { code: 'GW_STORE_CONFLICT', table: 'servers', columns: ['name'], retryable: false };
    await expect(servers.insert({ name: 'one', type: 'sse' })).rejects.toMatchObject(conflict);
    await expect(servers.update(two.id, { name: 'one' })).rejects.toMatchObject(conflict);
    await expect(servers.insert({ id: two.id, name: 'three', type: 'sse' })).rejects.toMatchObject({
      ...conflict,
      columns: ['id'],
    });
  });

  test('a change made for an older state of a record is refused, and the record says which it has', async () => {
    verifies('store:concurrency:revision');
    let now = 1_000;
    await using opened = await openEmpty({ now: () => now });
    const { servers } = opened.store;
    const read = await addServer(opened.store);
    now = 2_000;
    const changed = await servers.update(read.id, { status: 'running' }, { revision: read.revision });
    expect(changed).toEqual({ ...read, status: 'running', updatedAt: 2_000, revision: 2 });
    const late = servers.update(read.id, { status: 'error' }, { revision: read.revision });
    await expect(late).rejects.toMatchObject({ code: 'GW_STORE_STALE' });
    expect(await servers.get(read.id)).toEqual(changed);
    expect(await servers.update('nobody', { status: 'error' }, { revision: 1 })).toBeUndefined();
    expect((await servers.update(read.id, { status: 'error' }))?.revision).toBe(3);
  });

  test('of many that change the same state at once, one does', async () => {
    verifies('store:concurrency:revision');
    await using opened = await openEmpty();
    const { servers } = opened.store;
    const { id } = await addServer(opened.store);
    const changes = Array.from({ length: 8 }, (_, n) =>
      servers.update(id, { lastError: `${n}` }, { revision: 1 }),
    );
    const outcomes = await Promise.allSettled(changes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await servers.get(id))?.revision).toBe(2);
  });

  test('lists come by page and by offset, by name, with the number of all', async () => {
    verifies('store:paging:windows');
    await using opened = await openEmpty();
    for (const name of ['b', 'a', 'Z', 'd', 'c_1']) await addServer(opened.store, name);
    const { servers } = opened.store;
    const names = async (...[filter, window]: Parameters<typeof servers.list>) => {
      const { items, total } = await servers.list(filter, window);
      return [...items.map(({ name }) => name), total];
    };
    expect(await names({}, { page: 1, pageSize: 2 })).toEqual(['Z', 'a', 5]);
    expect(await names({}, { page: 3, pageSize: 2 })).toEqual(['d', 5]);
    expect(await names({}, { page: 9, pageSize: 2 })).toEqual([5]);
    expect(await names({}, { offset: 1, limit: 3 })).toEqual(['a', 'b', 'c_1', 5]);
    expect(await names({ status: 'running' }, { page: 1, pageSize: 2 })).toEqual([0]);
    expect(await names({ type: 'stdio', status: 'stopped', search: 'A' }, { page: 1, pageSize: 9 })).toEqual([
      'a',
      1,
    ]);
  });

  test.each([
    ['every word, in any order and case', 'MAIL send', ['outbox']],
    ['in other alphabets too', 'ÜBERSETZER', ['words']],
    ['what is a wildcard elsewhere, to the letter', '100%', ['percent']],
    ['and an underscore', '_', ['under_score']],
    ['and a backslash', '\\', ['percent']],
    ['nothing but space: everything', '  ', ['outbox', 'percent', 'under_score', 'words']],
    ['quotes do nothing', "' or 1=1 --", []],
  ])('a search finds %s', async (_, search, found) => {
    verifies('store:search:words');
    await using opened = await openEmpty();
    const { servers } = opened.store;
    await servers.insert({ name: 'outbox', type: 'stdio', description: 'Sends electronic mail' });
    await servers.insert({ name: 'words', type: 'stdio', displayName: 'Der Übersetzer' });
    await servers.insert({ name: 'percent', type: 'stdio', description: '100% \\o/' });
    await servers.insert({ name: 'under_score', type: 'stdio' });
    const { items, total } = await servers.list({ search }, { page: 1, pageSize: 10 });
    expect(items.map(({ name }) => name)).toEqual(found);
    expect(total).toBe(found.length);
  });

  test('what belongs to a server goes with it', async () => {
    verifies('store:references:cascade');
    await using opened = await openEmpty();
    const { store } = opened;
    const server = await addServer(store);
    const { tools } = await store.tools.sync(server.id, definitions('one'));
    const credential = { serverId: server.id, name: 'KEY', sealedValue: sealed('v'), hint: 'v' };
    const { id } = await store.credentials.insert(credential);
    const connection = await store.connections.insert(newConnection(server.id));
    await store.surfaces.put(server.id, 'hash', {});
    expect(await store.servers.delete(server.id)).toBe(true);
    expect(await store.servers.delete(server.id)).toBe(false);
    expect(await store.tools.get(tools[0]!.id)).toBeUndefined();
    expect(await store.credentials.get(id)).toBeUndefined();
    expect(await store.connections.get(connection.id)).toBeUndefined();
    expect(await store.surfaces.get(server.id)).toBeUndefined();
    await expect(store.credentials.insert(credential)).rejects.toMatchObject({ code: 'GW_STORE_REFERENCE' });
  });

  test('a transaction is all or nothing', async () => {
    verifies('store:transactions:whole');
    await using opened = await openEmpty();
    const { store } = opened;
    const failing = store.transaction(async ({ servers }) => {
      await servers.insert({ name: 'one', type: 'stdio' });
      expect(await servers.all()).toHaveLength(1);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await store.servers.all()).toEqual([]);
    const refused = store.transaction(async ({ servers }) => {
      await servers.insert({ name: 'one', type: 'stdio' });
      await servers.insert({ name: 'one', type: 'stdio' });
    });
    await expect(refused).rejects.toMatchObject({ code: 'GW_STORE_CONFLICT' });
    expect(await store.servers.all()).toEqual([]);
    await store.transaction(async ({ servers, settings }) => {
      await servers.insert({ name: 'one', type: 'stdio' });
      await settings.set('a', 'b');
    });
    expect(await store.servers.all()).toHaveLength(1);
  });
});
