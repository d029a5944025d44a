import { verifies } from '@gw/test';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OutsideChange, openStore } from '../src/index.ts';
import { addBundle, addServer, definitions, newKey } from './records.ts';

describe.skipIf(!postgresPrograms)('gateways on one PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function openTwo() {
    const url = await server.createDatabase();
    const one = await openStore({ url });
    const other = await openStore({ url });
    const heard: (OutsideChange | undefined)[] = [];
    const presence = await other.attend(change => void heard.push(change));
    return {
      one,
      other,
      heard,
      async [Symbol.asyncDispose]() {
        await presence[Symbol.asyncDispose]();
        await one.close();
        await other.close();
      },
    };
  }

  test('one hears what the other changes, and not what it changes itself', async () => {
    verifies('store:outside:heard');
    await using two = await openTwo();
    const { one, other, heard } = two;
    const added = await addServer(one);
    await one.tools.sync(added.id, definitions('a', 'b'));
    const bundle = await addBundle(one);
    const key = await one.apiKeys.insert(newKey());
    await addServer(other, 'own');
    await expect.poll(() => heard.length).toBeGreaterThanOrEqual(3);
    await expect.poll(() => heard).toContainEqual({ kind: 'apiKey', id: key.id });
    expect(heard).toContainEqual({ kind: 'server', id: added.id });
    expect(heard).toContainEqual({ kind: 'bundle', id: bundle.id });
    expect(new Set(heard.map(change => change?.id))).toEqual(new Set([added.id, bundle.id, key.id]));
  });

  test('a use is no change', async () => {
    verifies('store:outside:heard');
    await using two = await openTwo();
    const key = await two.one.apiKeys.insert(newKey());
    await two.one.apiKeys.used(key.id, 5, '127.0.0.1');
    await two.one.apiKeys.revoke(key.id);
    await expect.poll(() => two.heard).toEqual(Array(2).fill({ kind: 'apiKey', id: key.id }));
  });

  test('after a connection was lost, everything may have changed', async () => {
    verifies('store:outside:lost');
    await using two = await openTwo();
    await server.stop();
    await server.launch();
    await expect.poll(() => two.heard, { timeout: 20_000 }).toEqual([undefined]);
    await expect.poll(() => addServer(two.one).catch(() => undefined)).toBeDefined();
    await expect.poll(() => two.heard.at(-1)?.kind).toBe('server');
  });
});
