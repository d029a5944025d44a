import { verifies } from '@gw/test';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { storableText } from '../src/storable-text.ts';
import { onEachDatabase } from './on-each-database.ts';

const anyText = fc.string({
  unit: fc.oneof(fc.string({ minLength: 1, maxLength: 1 }), fc.constantFrom('\0', '\ud800', '𝄞')),
});

onEachDatabase(openEmpty => {
  test('any JSON comes back as it went in, and any text as both databases can keep it', async () => {
    verifies('store:values:same');
    await using opened = await openEmpty();
    const { operations } = opened.store;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.string(), fc.jsonValue()),
        anyText,
        fc.maxSafeInteger(),
        async (result, kind, at) => {
          const { id } = await operations.insert({ principal: 'owner', kind, result, finishedAt: at });
          const read = await operations.get(id);
          expect(read?.result).toEqual(JSON.parse(JSON.stringify(result)));
          expect([read?.kind, read?.finishedAt]).toEqual([storableText(kind), at]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('a value that is missing, or no number, is refused and names no value', async () => {
    verifies('store:failures:value', 'store:failures:no-secrets');
    await using opened = await openEmpty();
    const missing = opened.store.servers.insert({ name: null as unknown as string, type: 'stdio' });
    await expect(missing).rejects.toMatchObject({ code: 'GW_STORE_VALUE', retryable: false });
    const odd = opened.store.operations.insert({
      principal: 'hunter2',
      kind: 'x',
      finishedAt: 'soon' as never,
    });
    const failure = await odd.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'GW_STORE_VALUE' });
    expect(String(failure)).not.toMatch(/hunter2|soon/);
  });
});
