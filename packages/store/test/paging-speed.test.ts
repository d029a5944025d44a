import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { Page, Store, Window } from '../src/index.ts';
import { onEachDatabase } from './on-each-database.ts';

const ROWS = 10_000;

/** Ten thousand of each, in few statements. */
async function fill(store: Store): Promise<void> {
  await store.transaction(async ({ servers, sessions, audit }) => {
    for (let n = 0; n < ROWS; n += 250) {
      const numbers = Array.from({ length: 250 }, (_, i) => n + i);
      await servers.insertAll(
        numbers.map(i => ({
          name: `server-${i}`,
          type: 'stdio',
          description: `The description of number ${i}`,
        })),
      );
      await sessions.insertAll(
        numbers.map(i => ({
          principal: `owner-${i % 3}`,
          lastAccessedAt: i,
          expiresAt: Number.MAX_SAFE_INTEGER,
        })),
      );
      const nothing = { keyId: null, address: null, targetType: null, targetId: null, argumentsDigest: null };
      await audit.append(
        numbers.map(at => ({
          at,
          principal: 'owner',
          action: `a${at % 5}`,
          outcome: 'ok',
          detail: null,
          ...nothing,
        })),
      );
    }
  });
}

onEachDatabase(openEmpty => {
  test('a page of a hundred of ten thousand is quick, wherever it lies', { timeout: 120_000 }, async () => {
    verifies('store:paging:quick');
    await using opened = await openEmpty();
    const { store } = opened;
    await fill(store);
    const lists: [name: string, list: (window: Window) => Promise<Page<unknown>>][] = [
      ['servers', window => store.servers.list({}, window)],
      ['servers by status', window => store.servers.list({ status: 'stopped' }, window)],
      ['servers by words', window => store.servers.list({ search: 'number 7' }, window)],
      ['sessions', window => store.sessions.list({ principal: 'owner-1' }, window)],
      ['audit records', window => store.audit.list({}, window)],
      ['audit records by action', window => store.audit.list({ action: 'a1' }, window)],
    ];
    const times: Record<string, number> = {};
    for (const [name, list] of lists) {
      const runs: number[] = [];
      for (let run = 0; run < 40; run++) {
        const began = performance.now();
        const { items } = await list({ page: 1 + ((run * 7) % 20), pageSize: 100 });
        runs.push(performance.now() - began);
        expect(items).toHaveLength(100);
      }
      times[name] = runs.toSorted((a, b) => a - b)[10]!;
    }
    // The benchmark holds 99 of 100 to this, on a machine of its own; here others run beside, so a quarter will do.
    expect(Object.entries(times).filter(([, ms]) => ms > 25)).toEqual([]);
  });
});
