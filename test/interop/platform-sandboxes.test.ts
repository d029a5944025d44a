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
  const { stdout } = await exec(python!, ['platform_sandboxes.py'], { cwd: import.meta.dirname, env });
  return JSON.parse(stdout);
}

function theClientWorks(start: () => Promise<Record<string, unknown>>): void {
  test('it uses each endpoint of sandboxes and images', async () => {
    verifies('sandboxes:client');
    expect(await start()).toEqual({
      created: expect.objectContaining({
        status: 'running',
        image: 'python:3.12-slim',
        workspace_path: '/workspace',
        memory_mb: 256,
        idle_timeout_seconds: 600,
        network_enabled: false,
        session_key: 'python',
      }),
      default: 'mcpgateway/sandbox-runtime:latest',
      same: true,
      unknown: ['ValidationError', 422, expect.stringMatching(/python:3.*node:.*bash:/)],
      result: { exit_code: 3, stdout: 'hello client\n42\n', stderr: '' },
      timed_out: {
        exit_code: 124,
        stdout: 'so far\n',
        stderr: '[timed out after 1 s]\n',
        duration_ms: expect.any(Number),
      },
      downloaded: true,
      listed: [
        ['all bytes.bin', '/workspace/in/all bytes.bin', 256_000, false],
        ['second', '/workspace/in/second', 2, false],
      ],
      root: [['in', true]],
      outside: ['ValidationError', 422, expect.stringContaining('leads out of the workspace')],
      no_file: ['NotFoundError', 404, expect.any(String)],
      installed: {
        installed: [expect.objectContaining({ name: 'helper', path: '/workspace/.skills/helper' })],
      },
      skill: 'Help.',
      updated: [900, 300, 2],
      stopped: [null, 'stopped'],
      exec_stopped: ['ConflictError', 409, expect.stringContaining('resume it first')],
      resumed: 'running',
      kept: 'all bytes.bin\nsecond\n',
      activity: [
        ['exec', 'ls in'],
        ['resume', null],
        ['stop', null],
        ['update', null],
        ['install_skills', null],
        ['upload', null],
        ['upload', null],
        ['exec', 'echo so far; sleep 60'],
        ['exec', expect.stringContaining('hello $NAME')],
        ['create', null],
      ],
      list: true,
      images: ['mcpgateway/sandbox-runtime', 'python', 'node', 'bash'],
      templates: ['python', 'node', 'bash'],
      packages: expect.arrayContaining(['node', 'programs']),
      destroyed: null,
      gone: ['NotFoundError', 404, expect.any(String)],
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
