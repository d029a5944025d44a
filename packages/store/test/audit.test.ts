import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { type AuditEntry, openStore, type Store } from '../src/index.ts';
import { onEachDatabase } from './on-each-database.ts';

const entry = (action: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  at: 1_000,
  principal: 'owner',
  keyId: null,
  address: '127.0.0.1',
  action,
  targetType: 'tool',
  targetId: 'one__two',
  outcome: 'ok',
  argumentsDigest: null,
  detail: { n: 1e21, m: 2 ** 60, nested: { b: [1, null], a: 'é\u0000' } },
  ...more,
});

const entries = (count: number) =>
  Array.from({ length: count }, (_, n) => entry(`action-${n}`, { at: 1_000 + n }));

/** Does to the database what nobody should, past the repositories. */
const tamper = (store: Store) => store.db;

onEachDatabase(openEmpty => {
  test('records follow each other without gaps, and a look at all of them finds nothing wrong', async () => {
    verifies('store:audit:chain');
    await using opened = await openEmpty();
    const { audit } = opened.store;
    expect(await audit.verify()).toEqual({ valid: true, records: 0 });
    await audit.append(entries(2));
    await audit.append([]);
    await audit.append([entry('odd \u0000 \ud800', { targetId: 'a\u0000b', detail: null })]);
    const { items, total } = await audit.list({}, { page: 1, pageSize: 10 });
    expect(total).toBe(3);
    expect(items.map(({ seq }) => seq)).toEqual([3, 2, 1]);
    expect(items[1]).toMatchObject({ ...entry('action-1', { at: 1_001 }), previousHash: items[2]?.hash });
    expect(items[2]?.previousHash).toBe('0'.repeat(64));
    expect(await audit.verify()).toEqual({ valid: true, records: 3 });
  });

  test('writers at once, in one process and in two, make one chain', async () => {
    verifies('store:audit:writers');
    await using opened = await openEmpty();
    await using second = await openStore(opened.options);
    const writes = Array.from({ length: 10 }, (_, n) =>
      (n % 2 ? second : opened.store).audit.append(entries(7)),
    );
    await Promise.all(writes);
    expect(await opened.store.audit.verify()).toEqual({ valid: true, records: 70 });
  });

  test.each<[string, (store: Store) => Promise<unknown>, number, RegExp]>([
    [
      'was changed',
      store =>
        tamper(store).updateTable('auditRecords').set({ outcome: 'denied' }).where('seq', '=', 4).execute(),
      4,
      /changed/,
    ],
    [
      'has another detail',
      store => tamper(store).updateTable('auditRecords').set({ detail: '{}' }).where('seq', '=', 1).execute(),
      1,
      /changed/,
    ],
    [
      'is missing',
      store => tamper(store).deleteFrom('auditRecords').where('seq', '=', 3).execute(),
      3,
      /missing/,
    ],
    [
      'is missing at the end',
      store => tamper(store).deleteFrom('auditRecords').where('seq', '>', 5).execute(),
      6,
      /missing/,
    ],
    [
      'was sealed anew on its own',
      async store => {
        const { hash } = await tamper(store)
          .selectFrom('auditRecords')
          .select('hash')
          .where('seq', '=', 2)
          .executeTakeFirstOrThrow();
        await tamper(store)
          .updateTable('auditRecords')
          .set({ previousHash: hash })
          .where('seq', '=', 5)
          .execute();
      },
      5,
      /follow/,
    ],
    [
      'is the last, and was written by somebody else',
      store =>
        tamper(store)
          .updateTable('auditHead')
          .set({ hash: 'f'.repeat(64) })
          .execute(),
      8,
      /last/,
    ],
  ])('the first record that %s is found', async (_, damage, seq, reason) => {
    verifies('store:audit:tampering');
    await using opened = await openEmpty();
    await opened.store.audit.append(entries(8));
    await damage(opened.store);
    expect(await opened.store.audit.verify()).toEqual({
      valid: false,
      seq,
      reason: expect.stringMatching(reason),
    });
  });

  test('a chain of several thousands is read in parts', async () => {
    verifies('store:audit:chain');
    await using opened = await openEmpty();
    for (let n = 0; n < 5; n++) await opened.store.audit.append(entries(500));
    expect(await opened.store.audit.verify()).toEqual({ valid: true, records: 2_500 });
  });

  test('records are listed by who, what, to what, outcome and time', async () => {
    verifies('store:audit:list');
    await using opened = await openEmpty();
    const { audit } = opened.store;
    await audit.append([
      entry('server.create', { at: 1, targetId: 's' }),
      entry('tool.execute', { at: 2, principal: 'somebody' }),
      entry('tool.execute', { at: 3, outcome: 'denied' }),
    ]);
    const seqs = async (filter: Parameters<typeof audit.list>[0]) =>
      (await audit.list(filter, { offset: 0, limit: 10 })).items.map(({ seq }) => seq);
    expect(await seqs({ principal: 'owner' })).toEqual([3, 1]);
    expect(await seqs({ action: 'tool.execute' })).toEqual([3, 2]);
    expect(await seqs({ targetId: 's' })).toEqual([1]);
    expect(await seqs({ outcome: 'denied' })).toEqual([3]);
    expect(await seqs({ since: 2 })).toEqual([3, 2]);
    expect(await seqs({ since: 2, until: 3 })).toEqual([2]);
  });
});
