import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

const partsOf = ({ gateway }: TestPlatform) => PlatformHost.of(gateway.platform!).parts;

test('an operation belongs to its principal, and what nobody foresaw is not shown', async () => {
  verifies('import:operation');
  await using platform = await startOnSqlite();
  const { operations } = partsOf(platform);
  const work = { kind: 'test', subjectId: 'a', run: () => Promise.reject(new Error('secret')) };
  const [own, other] = await Promise.all([
    operations.start({ ...work, principal: 'owner' }),
    operations.start({ ...work, principal: 'jwt:someone' }),
  ]);
  await expect
    .poll(async () => (await platform.ask('GET', `/operations/${own.id}`)).json)
    .toMatchObject({ status: 'failed', error: 'Internal server error', finished_at: expect.any(String) });
  expect((await platform.ask('GET', `/operations/${other.id}`)).status).toBe(404);
  expect((await platform.ask('DELETE', `/operations/${own.id}`)).status).toBe(409);
});

test('the end of the gateway ends what is under way, and that is known afterwards', async () => {
  verifies('import:operation');
  await using platform = await startOnSqlite();
  const { operations, store } = partsOf(platform);
  const { id } = await operations.start({
    principal: 'owner',
    kind: 'test',
    subjectId: 'a',
    run: ({ signal, report }) => {
      report({ step: 'waiting' });
      return new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  });
  await expect
    .poll(async () => (await platform.ask('GET', `/operations/${id}`)).json.progress)
    .toEqual({ step: 'waiting' });
  await operations.close();
  expect(await store.operations.get(id)).toMatchObject({
    status: 'failed',
    error: 'The gateway was stopped meanwhile',
    progress: { step: 'waiting' },
  });
});
