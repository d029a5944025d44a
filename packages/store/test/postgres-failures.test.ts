import { verifies } from '@gw/test';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../src/index.ts';
import { recordingLogger } from './recording-logger.ts';
import { addServer } from './records.ts';

describe.skipIf(!postgresPrograms)('PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('a server that goes away is used again as soon as it is back, and nothing is lost', async () => {
    verifies('store:postgres:reconnects');
    const logger = recordingLogger();
    await using store = await openStore({ url: await server.createDatabase(), logger });
    const kept = await addServer(store);
    const entry = { at: 1, principal: 'owner', action: 'a', outcome: 'ok', detail: null };
    const nothing = { keyId: null, address: null, targetType: null, targetId: null, argumentsDigest: null };
    // Killed in the middle of a transaction, and while connections are idle.
    const half = store.transaction(async ({ servers }) => {
      await servers.insert({ name: 'half', type: 'stdio' });
      await server.stop('immediate');
      await servers.insert({ name: 'other half', type: 'stdio' });
    });
    await expect(half).rejects.toMatchObject({ code: 'GW_STORE_UNAVAILABLE', retryable: true });
    await expect(store.servers.all()).rejects.toMatchObject({ code: 'GW_STORE_UNAVAILABLE' });
    store.journal.audit({ ...entry, ...nothing });
    await expect(store.journal.flush()).rejects.toMatchObject({ code: 'GW_STORE_UNAVAILABLE' });
    await server.launch();
    await expect.poll(() => store.audit.verify(), { timeout: 15_000 }).toEqual({ valid: true, records: 1 });
    expect(await store.servers.all()).toEqual([kept]);
    const messages = logger.lines.map(({ message }) => message);
    expect(messages).toContain('Could not store; will try again');
    expect(JSON.stringify(logger.lines)).not.toContain(new URL(server.url('x')).password);
  });

  test('a connection that is closed under us is replaced without a word to the caller', async () => {
    verifies('store:postgres:reconnects');
    const url = await server.createDatabase();
    const logger = recordingLogger();
    await using store = await openStore({ url, logger });
    await server.query(
      'postgres',
      `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = '${new URL(url).pathname.slice(1)}'`,
    );
    await expect
      .poll(() => logger.lines.map(({ message }) => message))
      .toContain('PostgreSQL has closed a connection');
    expect(await store.servers.all()).toEqual([]);
  });

  test.each([
    ['a wrong password', () => server.url('postgres', { password: 'wrong' }), 'GW_STORE_DENIED'],
    ['a database that is not there', () => server.url('nothing'), 'GW_STORE_DENIED'],
    ['nobody at the address', () => server.url('postgres', { port: 1 }), 'GW_STORE_UNAVAILABLE'],
    ['a host that is not there', () => 'postgres://a:hunter2@nowhere.invalid/b', 'GW_STORE_UNAVAILABLE'],
    ['an address of something else', () => 'mysql://a:hunter2@localhost/b', 'GW_STORE_URL'],
  ])('%s is told, without the password', async (_, url, code) => {
    verifies('store:failures:denied', 'store:failures:no-secrets');
    const failure = await openStore({ url: url() }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code });
    expect(String(failure)).not.toMatch(/hunter2|wrong/);
  });

  test('one that may only be read is refused', async () => {
    verifies('store:failures:read-only');
    const url = await server.createDatabase();
    await (await openStore({ url })).close();
    await server.query(
      'postgres',
      `alter database ${new URL(url).pathname.slice(1)}
      set default_transaction_read_only = on`,
    );
    await expect(openStore({ url })).rejects.toMatchObject({ code: 'GW_STORE_READ_ONLY' });
  });

  test('a store that was closed ends its connections, and says so', async () => {
    verifies('store:failures:closed');
    const url = await server.createDatabase();
    const store = await openStore({ url });
    await store.servers.all();
    await store.close();
    const open = `select 1 from pg_stat_activity where datname = '${new URL(url).pathname.slice(1)}'`;
    await expect.poll(() => server.query('postgres', open)).toEqual([]);
    await expect(store.servers.all()).rejects.toThrow();
  });

  test('the pool is bounded, and more callers than connections wait', async () => {
    verifies('store:postgres:pool');
    await using store = await openStore({ url: await server.createDatabase() });
    await Promise.all(Array.from({ length: 60 }, () => addServer(store)));
    expect(await store.servers.all()).toHaveLength(60);
  });
});
