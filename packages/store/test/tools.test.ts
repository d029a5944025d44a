import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';
import { addServer, definitions } from './records.ts';

onEachDatabase(openEmpty => {
  test('a sync adds, changes and removes, and tells how many', async () => {
    verifies('store:tools:sync');
    await using opened = await openEmpty();
    const { tools } = opened.store;
    const { id } = await addServer(opened.store);
    const first = await tools.sync(id, definitions('a', 'b', 'c'));
    expect(first).toMatchObject({ added: 3, updated: 0, removed: 0 });
    const changed = { name: 'c', definition: { name: 'c', description: 'new' }, definitionHash: 'other' };
    const second = await tools.sync(id, [...definitions('d'), changed, ...definitions('a')]);
    expect(second).toMatchObject({ added: 1, updated: 1, removed: 1 });
    expect(second.tools.map(({ name }) => name)).toEqual(['d', 'c', 'a']);
    expect(second.tools[1]?.definition).toEqual(changed.definition);
    expect(await tools.ofServer(id)).toEqual(second.tools);
    expect(await tools.sync(id, [...definitions('d'), changed, ...definitions('a')])).toMatchObject({
      added: 0,
      updated: 0,
      removed: 0,
      tools: second.tools,
    });
    expect((await opened.store.servers.get(id))?.lastSyncedAt).toEqual(expect.any(Number));
  });

  test('a tool that is away for a while comes back with its id, overrides and selection', async () => {
    verifies('store:tools:stable-ids');
    await using opened = await openEmpty();
    const { tools } = opened.store;
    const { id } = await addServer(opened.store);
    const [before] = (await tools.sync(id, definitions('a'))).tools;
    const overrides = { name: 'better', enabled: false, argument_defaults: { limit: 5 } };
    await tools.update(before!.id, { overrides });
    expect(await tools.select(id, [before!.id, 'unknown'])).toBe(1);
    await tools.sync(id, []);
    expect(await tools.ofServer(id)).toEqual([]);
    expect(await tools.countByServer([id])).toEqual(new Map());
    expect((await tools.get(before!.id))?.removedAt).toEqual(expect.any(Number));
    const back = await tools.sync(id, definitions('a'));
    expect(back.added).toBe(1);
    expect(back.tools).toMatchObject([{ id: before!.id, overrides, selected: true, removedAt: null }]);
    expect(await tools.select(id, [])).toBe(0);
    expect((await tools.get(before!.id))?.selected).toBe(false);
  });

  test('syncs of one server at once follow each other', async () => {
    verifies('store:tools:sync');
    await using opened = await openEmpty();
    const { tools } = opened.store;
    const { id } = await addServer(opened.store);
    const names = Array.from({ length: 20 }, (_, n) => `tool-${n}`);
    const results = await Promise.all(Array.from({ length: 6 }, () => tools.sync(id, definitions(...names))));
    expect(results.map(({ added }) => added).toSorted()).toEqual([0, 0, 0, 0, 0, 20]);
    expect(await tools.countByServer([id])).toEqual(new Map([[id, 20]]));
  });

  test('a thousand tools of a server are one sync', async () => {
    verifies('store:tools:sync');
    await using opened = await openEmpty();
    const { tools } = opened.store;
    const { id } = await addServer(opened.store);
    const names = Array.from({ length: 1_000 }, (_, n) => `tool-${n}`);
    await tools.sync(id, definitions(...names));
    expect((await tools.ofServer(id)).map(({ name }) => name)).toEqual(names);
    expect(await tools.all()).toHaveLength(1_000);
  });

  test('a sync that fails half way changes nothing', async () => {
    verifies('store:transactions:whole');
    await using opened = await openEmpty();
    const { tools } = opened.store;
    const { id } = await addServer(opened.store);
    await tools.sync(id, definitions('a', 'b'));
    const twice = definitions('a', 'new', 'new');
    await expect(tools.sync(id, twice)).rejects.toMatchObject({ code: 'GW_STORE_CONFLICT' });
    expect((await tools.ofServer(id)).map(({ name }) => name)).toEqual(['a', 'b']);
  });

  test('a tool is declared once, behind the others; a removed one comes back as it was', async () => {
    verifies('store:tools:declare');
    await using opened = await openEmpty();
    const { tools } = opened.store;
    const { id } = await addServer(opened.store);
    const [a, b] = definitions('a', 'b');
    const first = await tools.declare(id, a!);
    expect(await tools.declare(id, b!)).toMatchObject({ position: 1 });
    await expect(tools.declare(id, a!)).rejects.toMatchObject({
      code: 'GW_STORE_CONFLICT',
      table: 'tools',
      columns: ['serverId', 'name'],
    });
    await tools.sync(id, [b!]);
    const again = await tools.declare(id, { ...a!, definition: { name: 'a', description: 'again' } });
    expect(again).toMatchObject({ id: first.id, removedAt: null, definition: { description: 'again' } });
  });

  test('a definition keeps its keys, their order, and digits that JavaScript has no number for', async () => {
    verifies('store:values:json-exact');
    const texts: string[] = [];
    const parseJson = (text: string) => {
      texts.push(text);
      return JSON.parse(text);
    };
    await using opened = await openEmpty({ parseJson });
    const { id } = await addServer(opened.store);
    // A client's exact parser keeps such numbers as raw text; so does this.
    const raw = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('18446744073709551615');
    const definition = { z: 1, maximum: raw, a: { y: [], b: null } };
    texts.length = 0;
    await opened.store.tools.sync(id, [{ name: 'a', definition, definitionHash: '' }]);
    expect(texts).toContain('{"z":1,"maximum":18446744073709551615,"a":{"y":[],"b":null}}');
  });
});
