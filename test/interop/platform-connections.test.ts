import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { startProtectedServer } from '../../packages/server/test/platform/protected-server.ts';
import { node, root, startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonEnv } from './python.ts';

const exec = promisify(execFile);

const hasClient = await hasPythonModule('mcpgateway_sdk');

const server = join(root, 'packages', 'server', 'test', 'fixtures', 'credential-server.mjs');
const secret = randomBytes(18).toString('base64url');

type Results = Record<string, Record<string, unknown>>;

/** What the client gets from a gateway of its own. */
async function resultsOn(config: Record<string, unknown> = {}): Promise<Results> {
  await using gateway = await startGateway({
    config: { security: { allow_private_addresses: ['127.0.0.0/8'] }, ...config } as Record<
      string,
      Record<string, unknown>
    >,
  });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  await using protectedServer = await startProtectedServer(`${gateway.url}/oauth/callback`);
  const env = pythonEnv({
    GATEWAY_URL: gateway.url,
    GATEWAY_TOKEN: gateway.token,
    PLANTED_SECRET: secret,
    SERVER_COMMAND: JSON.stringify([node, server]),
    REMOTE_URL: protectedServer.url,
    ISSUER: protectedServer.issuer,
  });
  const { stdout } = await exec(python!, ['platform_connections.py'], { cwd: import.meta.dirname, env });
  return JSON.parse(stdout) as Results;
}

function theClientConnects(start: () => Promise<Results>): void {
  let results: Results;
  beforeAll(async () => {
    results = await start();
  });

  test('it gives a server credentials, lists and deletes them', () => {
    verifies('connections:client:credentials');
    expect(results.credentials).toEqual({
      made: ['API_KEY', `****${secret.slice(-4)}`],
      listed: ['API_KEY'],
      reached: secret,
      twice: ['ConflictError', 409],
      left: [],
    });
  });

  test('it makes, lists, reads and deletes connections', () => {
    verifies('connections:client:connections');
    expect(results.connections).toEqual({
      made: {
        credential_type: 'api_key',
        alias: 'mine',
        header_name: 'TOKEN',
        prefix: 'key-',
        credential_masked: `****${secret.slice(-4)}`,
        connection_data: { team: 7 },
        is_valid: true,
      },
      reached: `key-${secret}`,
      basic: ['ann', 'basic', true],
      listed: true,
      got: true,
      unrefreshable: ['ConflictError', 409],
      secret_data: ['ValidationError', 422],
      gone: ['NotFoundError', 404],
    });
  });

  test('it logs in at an authorization server, and refreshes what came of it', () => {
    verifies('connections:client:oauth');
    expect(results.oauth).toEqual({
      config: [['openid', 'mcp:read'], true],
      callback: [200, '/oauth/callback', true],
      made: ['Bearer', true, true],
      called: 'hello',
      refreshed: true,
      no_config: ['NotFoundError', 404],
    });
  });
}

describe.skipIf(!hasClient)('the unmodified Python client connects to servers', () => {
  describe('on SQLite', () => theClientConnects(() => resultsOn()));

  describe.skipIf(!postgresPrograms)('on PostgreSQL', () =>
    theClientConnects(async () => {
      await using server = await PostgresServer.start();
      return await resultsOn({ storage: await server.createDatabase() });
    }),
  );
});
