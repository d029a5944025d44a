import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { describe, expect, test, vi } from 'vitest';
import { startGateway } from '../e2e/gateway.ts';
import { nodeServer, startNpmRegistry } from '../registries/index.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonEnv } from './python.ts';

const exec = promisify(execFile);

const hasClient = await hasPythonModule('mcpgateway_sdk');

const published = {
  name: '@tests/npm-echo',
  version: '1.2.0',
  manifest: { bin: 'server.js', homepage: 'https://example.com/echo' },
  files: { 'server.js': nodeServer },
};

/** What the client gets from a gateway of its own. */
async function resultsOn(config: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  await using registry = await startNpmRegistry([published]);
  const catalog = { npm_registry: registry.url, pypi_index: `${registry.url}/simple/` };
  await using gateway = await startGateway({
    config: { catalog, ...config } as Record<string, Record<string, unknown>>,
  });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const env = pythonEnv({ GATEWAY_URL: gateway.url, GATEWAY_TOKEN: gateway.token });
  const { stdout } = await exec(python!, ['platform_catalog.py'], { cwd: import.meta.dirname, env });
  return JSON.parse(stdout);
}

function theClientWorks(start: () => Promise<Record<string, unknown>>): void {
  test('it searches, shows and imports servers of catalogs', { timeout: 180_000 }, async () => {
    verifies('import:client');
    expect(await start()).toEqual({
      found: [['npm', '@tests/npm-echo']],
      entry: {
        registry: 'npm',
        registry_id: '@tests/npm-echo',
        name: '@tests/npm-echo',
        description: 'Test package @tests/npm-echo',
        version: '1.2.0',
        homepage: 'https://example.com/echo',
        executables: ['npm-echo'],
        needs: [],
      },
      begun: ['echo', 'starting', 'catalog:npm'],
      imported: ['running', 1, null],
      said: { args: [], given: { a: 1 }, greeting: 'hello' },
      again: ['ConflictError', 409],
      unknown: ['NotFoundError', 404],
      unknown_import: ['NotFoundError', 404],
      trick: ['ValidationError', 422],
      option: ['ValidationError', 422],
    });
  });
}

describe.skipIf(!hasClient)('catalogs through the unmodified Python client', () => {
  describe('on SQLite', () => theClientWorks(() => resultsOn()));

  describe.skipIf(!postgresPrograms)('on PostgreSQL', () =>
    theClientWorks(async () => {
      await using server = await PostgresServer.start();
      return await resultsOn({ storage: await server.createDatabase() });
    }),
  );
});
