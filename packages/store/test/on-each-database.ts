import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { afterAll, beforeAll, describe } from 'vitest';
import { openStore, type Store, type StoreOptions } from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** An empty store in a database of its own. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
  /** How to open the same database again. */
  readonly options: StoreOptions;
}

export type OpenEmpty = (options?: StoreOptions) => Promise<OpenedStore>;

/** Runs tests on both databases; those on PostgreSQL are skipped, visibly, where it isn't installed. */
export function onEachDatabase(define: (openEmpty: OpenEmpty) => void): void {
  describe('on SQLite', () => define(openEmptySqlite));
  describe.skipIf(!postgresPrograms)('on PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await PostgresServer.start();
    });
    afterAll(() => server[Symbol.asyncDispose]());
    define(async extra => {
      const options = { ...extra, url: await server.createDatabase() };
      const store = await openStore(options);
      return { store, options, [Symbol.asyncDispose]: () => store.close() };
    });
  });
}

export const openEmptySqlite: OpenEmpty = async extra => {
  const folder = await temporaryFolder();
  const options = { ...extra, dataDir: folder.path };
  const store = await openStore(options);
  return {
    store,
    options,
    async [Symbol.asyncDispose]() {
      await store.close();
      await folder[Symbol.asyncDispose]();
    },
  };
};
