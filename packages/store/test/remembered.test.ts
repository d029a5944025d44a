import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { onEachDatabase } from './on-each-database.ts';
import { addServer } from './records.ts';

onEachDatabase(openEmpty => {
  test('what servers were last seen to offer is there after a restart', async () => {
    verifies('store:surfaces:kept');
    await using opened = await openEmpty();
    const { id } = await addServer(opened.store);
    await opened.store.surfaces.put(id, 'old', { tools: [] });
    const surface = { identity: { serverInfo: { name: 'x' } }, lists: { tools: [{ name: 'é' }] } };
    await opened.store.surfaces.put(id, 'hash', surface);
    await opened.store.close();
    await using again = await openStore(opened.options);
    const record = { serverId: id, definitionHash: 'hash', surface, learnedAt: expect.any(Number) };
    expect(await again.surfaces.get(id)).toEqual(record);
    expect(await again.surfaces.all()).toEqual([record]);
  });

  test('of replicas that set a value at once, one does and all get it', async () => {
    verifies('store:settings:first');
    await using opened = await openEmpty();
    const { settings } = opened.store;
    const values = await Promise.all(Array.from({ length: 5 }, (_, n) => settings.ensure('owner', `${n}`)));
    expect(new Set(values).size).toBe(1);
    expect(await settings.get('owner')).toBe(values[0]);
    await settings.set('owner', 'other');
    expect(await settings.ensure('owner', 'late')).toBe('other');
    expect(await settings.get('nothing')).toBeUndefined();
  });

  test('work that goes on after the answer can be looked for, also after a restart', async () => {
    verifies('store:operations:kept');
    await using opened = await openEmpty();
    const { operations } = opened.store;
    const running = await operations.insert({ principal: 'owner', kind: 'import', subjectId: 'server' });
    const done = await operations.insert({ principal: 'owner', kind: 'import', status: 'done' });
    await operations.update(done.id, { result: { tools: 3 }, finishedAt: 5 });
    const window = { page: 1, pageSize: 5 };
    expect((await operations.list({ status: 'running' }, window)).items).toEqual([running]);
    expect((await operations.list({ subjectId: 'server' }, window)).items).toEqual([running]);
    expect((await operations.list({}, window)).items[0]).toMatchObject({
      result: { tools: 3 },
      progress: null,
    });
  });

  test('the vector of a text is kept for each model', async () => {
    verifies('store:embeddings:once');
    await using opened = await openEmpty();
    const { embeddings } = opened.store;
    const vector = (n: number) => new Uint8Array(new Float32Array([n, 0.5]).buffer);
    const many = new Map(Array.from({ length: 1_200 }, (_, n) => [`text ${n}`, vector(n)]));
    await embeddings.put('small', many);
    await embeddings.put('small', new Map([['text 1', vector(99)]]));
    await embeddings.put('large', new Map([['text 1', vector(7)]]));
    const found = await embeddings.get('small', [...many.keys(), 'unknown']);
    expect(found.size).toBe(1_200);
    expect([...found.get('text 1')!]).toEqual([...vector(1)]);
    expect(await embeddings.keepOnly('large')).toBe(1_200);
    expect((await embeddings.get('small', ['text 1'])).size).toBe(0);
  });
});
