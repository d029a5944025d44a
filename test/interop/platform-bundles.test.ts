import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { describe, expect, test, vi } from 'vitest';
import { startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonEnv } from './python.ts';

const exec = promisify(execFile);

const hasClient = await hasPythonModule('mcpgateway_sdk');

/** What the client gets from a gateway of its own. */
async function resultsOn(config: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  await using gateway = await startGateway({ config: config as Record<string, Record<string, unknown>> });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const env = pythonEnv({ GATEWAY_URL: gateway.url, GATEWAY_TOKEN: gateway.token });
  const { stdout } = await exec(python!, ['platform_bundles.py'], { cwd: import.meta.dirname, env });
  return JSON.parse(stdout);
}

function theClientWorks(start: () => Promise<Record<string, unknown>>): void {
  test('it uses each endpoint of bundles', async () => {
    verifies('bundles:client');
    expect(await start()).toEqual({
      made: ['desk', true, 1, true],
      got: [true, ['first']],
      by_agent: true,
      taken: ['ConflictError', 409],
      updated: ['front desk', 'The desk', true],
      listed: [['front desk', 1]],
      added: ['mine__two'],
      assigned: [1, 2],
      changed: ['Second', false, 9],
      tools: ['one', 'two'],
      found: ['first'],
      outside: ['NotFoundError', 404],
      bound: ['mine', true, true],
      connections: 1,
      unbound: 0,
      emptied: 0,
      gone: ['NotFoundError', 404],
    });
  });
}

describe.skipIf(!hasClient)('the unmodified Python client', () => {
  describe('on SQLite', () => theClientWorks(() => resultsOn()));

  describe.skipIf(!postgresPrograms)('on PostgreSQL', () =>
    theClientWorks(async () => {
      await using server = await PostgresServer.start();
      return await resultsOn({ storage: await server.createDatabase() });
    }),
  );
});
