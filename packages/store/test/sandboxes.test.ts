import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { onEachDatabase } from './on-each-database.ts';

const sandbox = {
  principal: 'owner',
  status: 'running',
  image: 'python:3.12',
  keeper: 'here',
  lastActivityAt: 1_000,
};

onEachDatabase(openEmpty => {
  test("a session key finds its owner's sandbox, and there is one for it", async () => {
    verifies('store:sandboxes:session-key');
    await using opened = await openEmpty();
    const { sandboxes } = opened.store;
    const one = await sandboxes.insert({ ...sandbox, sessionKey: 'call', cpuCores: 0.5 });
    expect(one.cpuCores).toBe(0.5);
    expect(await sandboxes.findBySessionKey('owner', 'call')).toEqual(one);
    await expect(sandboxes.insert({ ...sandbox, sessionKey: 'call' })).rejects.toMatchObject({
      columns: ['principal', 'sessionKey'],
    });
    const other = await sandboxes.insert({ ...sandbox, principal: 'somebody', sessionKey: 'call' });
    // Without a key, as many as one likes.
    const second = await sandboxes.insert(sandbox);
    const third = await sandboxes.insert({ ...sandbox, keeper: 'elsewhere' });
    expect(await sandboxes.all()).toEqual([one, other, second, third]);
    expect(await sandboxes.all({ keeper: 'elsewhere' })).toEqual([third]);
    expect(await sandboxes.list({ principal: 'owner' }, { offset: 0, limit: 2 })).toEqual({
      items: [third, second],
      total: 3,
    });
  });

  test('what is done with a sandbox is noted, and counted', async () => {
    verifies('store:sandboxes:activity');
    let now = 2_000;
    await using opened = await openEmpty({ now: () => now++ });
    const { sandboxes } = opened.store;
    const { id } = await sandboxes.insert(sandbox);
    await sandboxes.addActivity(id, 'exec', { command: 'ls', exit_code: 0 });
    await sandboxes.addActivity(id, 'upload', { path: 'a' });
    const { items, total } = await sandboxes.activity(id, { offset: 0, limit: 1 });
    expect([items[0]?.kind, items[0]?.data, total]).toEqual(['upload', { path: 'a' }, 2]);
    expect(await sandboxes.get(id)).toMatchObject({ execCount: 1, lastActivityAt: items[0]?.at });
    await sandboxes.addActivity('nobody', 'exec', {});
    await sandboxes.delete(id);
    expect((await sandboxes.activity(id, { offset: 0, limit: 1 })).total).toBe(0);
  });

  test('of what is done with a sandbox, the newest thousand are kept', async () => {
    verifies('store:sandboxes:activity');
    await using opened = await openEmpty();
    const { id } = await opened.store.sandboxes.insert(sandbox);
    await opened.store.transaction(async ({ sandboxes }) => {
      for (let turn = 0; turn < 1_003; turn++) await sandboxes.addActivity(id, 'exec', { turn });
    });
    const { items, total } = await opened.store.sandboxes.activity(id, { offset: 999, limit: 9 });
    expect([items.map(({ data }) => data), total]).toEqual([[{ turn: 3 }], 1_000]);
  });
});
