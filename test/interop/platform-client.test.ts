import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PostgresServer, postgresPrograms } from '@gw/test/postgres';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonEnv } from './python.ts';

const exec = promisify(execFile);

const hasClient = await hasPythonModule('mcpgateway_sdk');

type Results = Record<string, Record<string, unknown>> & { stranger: unknown };

/** What the client gets from a gateway of its own. */
async function resultsOn(config: Record<string, unknown> = {}): Promise<Results> {
  await using gateway = await startGateway({ config: config as Record<string, Record<string, unknown>> });
  await vi.waitFor(async () => expect((await gateway.request('/api/v1/audit')).status).toBe(200), 20_000);
  const env = pythonEnv({ GATEWAY_URL: gateway.url, GATEWAY_TOKEN: gateway.token });
  const { stdout } = await exec(python!, ['platform_client.py'], { cwd: import.meta.dirname, env });
  return JSON.parse(stdout) as Results;
}

function theClientWorks(start: () => Promise<Results>): void {
  let results: Results;
  beforeAll(async () => {
    results = await start();
  });

  test('it makes, lists, reads, rotates and revokes API keys', () => {
    verifies('platform:client:keys');
    const { created, listed, got, rotated, ...rest } = results.keys as Record<
      string,
      Record<string, unknown>
    >;
    expect(created).toMatchObject({ name: 'python', scopes: ['cache:*', 'keys:read'], rate_limit_rpm: 60 });
    expect(created?.key).toMatch(/^gw_live_/);
    expect(listed).toEqual(['later', 'python']);
    expect(got).toEqual({ ...created, key: null });
    expect(rotated).toMatchObject({ old_key_revoked: true, new_key: { name: 'python' } });
    expect(rest).toEqual({
      environment: 'test',
      through_key: { by: 'key' },
      forbidden: ['ForbiddenError', 403, expect.stringContaining('sessions:read')],
      old: ['AuthError', 401, expect.any(String)],
      revoked: ['AuthError', 401, expect.any(String)],
    });
  });

  test('it puts values of any kind away and gets them back', () => {
    verifies('platform:client:cache');
    expect(results.cache).toEqual({
      values: [null, 0, false, 'text', [1, 2.5], { a: { b: [] } }],
      missing: null,
      bad_ttl: ['ValidationError', 422, expect.stringContaining('ttl')],
    });
  });

  test('it makes, lists, changes, renews, closes and cleans up sessions', () => {
    verifies('platform:client:sessions');
    expect(results.sessions).toEqual({
      session: expect.objectContaining({ allowed_tool_names: ['a__*'], denied_tool_names: ['a__b'] }),
      changed: [null, ['a__b']],
      renewed: true,
      active: true,
      after_delete: 1,
      inactive: 2,
      closed: false,
      gone: ['NotFoundError', 404, expect.any(String)],
      stats: expect.objectContaining({ total_active: 0, total_closed: 1 }),
      cleanup: { cleaned_count: 1 },
      no_server: ['ValidationError', 422, expect.stringContaining('server_id')],
    });
  });

  test('it is told so where its credentials are wrong', () => {
    verifies('platform:client:errors');
    expect(results.stranger).toEqual(['AuthError', 401, expect.any(String)]);
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
