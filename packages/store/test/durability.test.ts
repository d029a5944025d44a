import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const conditions = '--conditions=@gw/source';

/** Gateways that are killed again and again. */
class Victims implements AsyncDisposable {
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #dispose: () => PromiseLike<void>;

  private constructor(folder: Awaited<ReturnType<typeof temporaryFolder>>) {
    this.folder = folder.path;
    this.#dispose = () => folder[Symbol.asyncDispose]();
    this.#env = { ...process.env, NODE_COMPILE_CACHE: join(folder.path, 'compiled') };
  }

  /** A hundred starts take half the time when one that ends by itself has left its compiled modules behind. */
  static async prepare(): Promise<Victims> {
    const victims = new Victims(await temporaryFolder());
    const args = [
      conditions,
      fixture('open-and-add.ts'),
      JSON.stringify({ dataDir: join(victims.folder, 'first') }),
    ];
    await promisify(execFile)(process.execPath, args, { env: victims.#env });
    return victims;
  }

  /** Lets a process write, kills it behind its `after`th acknowledgement, and gives what it had acknowledged. */
  async writeUntilKilled(options: StoreOptions, after: number): Promise<string[]> {
    const args = [conditions, fixture('writer.ts'), JSON.stringify(options)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: this.#env });
    const exited = once(child, 'exit');
    const acknowledged: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(line);
      if (acknowledged.length === after) child.kill('SIGKILL');
    }
    await exited;
    return acknowledged;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose();
  }
}

/** What of the acknowledged is not there. */
async function missing(store: Store, acknowledged: readonly string[]): Promise<string[]> {
  const audited = await store.db.selectFrom('auditRecords').select('targetId').execute();
  const rows = [
    ...(await store.db.selectFrom('servers').select('id').execute()).map(({ id }) => id),
    ...(await store.db.selectFrom('tools').select('id').execute()).map(({ id }) => id),
    ...audited.map(({ targetId }) => `audit ${targetId}`),
  ];
  const there = new Set(rows);
  return acknowledged.filter(line => !there.has(line));
}

describe('what is acknowledged is there after SIGKILL', () => {
  test('a hundred times on SQLite', { timeout: 180_000 }, async () => {
    verifies('store:durability:sigkill');
    await using victims = await Victims.prepare();
    const options = { dataDir: join(victims.folder, 'data') };
    const acknowledged: string[] = [];
    for (let kill = 0; kill < 50; kill++) {
      // Two gateways on one folder, so that each is also killed while the other writes.
      const runs = [1 + (kill % 13), 1 + ((kill * 5) % 11)].map(after =>
        victims.writeUntilKilled(options, after),
      );
      const fresh = (await Promise.all(runs)).flat();
      acknowledged.push(...fresh);
      await using store = await openStore(options);
      expect(await missing(store, fresh)).toEqual([]);
    }
    await using store = await openStore(options);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(await missing(store, acknowledged)).toEqual([]);
    expect(await store.audit.verify()).toMatchObject({ valid: true });
    const { rows } = await sql`pragma integrity_check`.execute(store.db);
    expect(rows).toEqual([{ integrityCheck: 'ok' }]);
  });

  test.skipIf(!postgresPrograms)(
    'on PostgreSQL, when the gateway and when the database is killed',
    async () => {
      verifies('store:durability:postgres');
      await using server = await PostgresServer.start({ durable: true });
      await using victims = await Victims.prepare();
      const options = { url: await server.createDatabase() };
      const acknowledged: string[] = [];
      for (let kill = 0; kill < 5; kill++)
        acknowledged.push(...(await victims.writeUntilKilled(options, 1 + kill)));
      await server.stop('immediate');
      await server.launch();
      await using store = await openStore(options);
      expect(await missing(store, acknowledged)).toEqual([]);
      expect(await store.audit.verify()).toMatchObject({ valid: true });
    },
  );
});

test('each acknowledged write has reached the disk: the log is written ahead and synchronised', async () => {
  verifies('store:durability:synchronous');
  await using folder = await temporaryFolder();
  await using store = await openStore({ dataDir: folder.path });
  const pragma = async (name: string) => (await sql`pragma ${sql.raw(name)}`.execute(store.db)).rows;
  expect(await pragma('journal_mode')).toEqual([{ journalMode: 'wal' }]);
  expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
  expect(await pragma('foreign_keys')).toEqual([{ foreignKeys: 1 }]);
});
