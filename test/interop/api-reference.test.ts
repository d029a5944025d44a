import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../e2e/gateway.ts';
import { verifies } from '../verifies.ts';
import { hasPythonModule, python, pythonCommand, pythonEnv } from './python.ts';

const exec = promisify(execFile);
const schemathesis = python && existsSync(pythonCommand('schemathesis')) ? pythonCommand('schemathesis') : '';
const hasClient = await hasPythonModule('mcpgateway_sdk');

/** What leads outside: catalogs on the network, repositories, log-ins at providers. */
const outside = [
  'servers_catalog_search',
  'servers_catalog_get',
  'servers_import_from_catalog',
  'skills_catalog',
  'skills_catalog_detail',
  'skills_import_from_catalog',
  'connections_initiate_oauth',
];

/** A gateway with one thing of each kind, so that requests find what they name. */
async function start(): Promise<{ gateway: RunningGateway; key: string; ids: Record<string, string> }> {
  const gateway = await startGateway({
    config: { security: { allow_stdio_servers: false } },
  });
  await expect
    .poll(async () => (await gateway.request('/api/v1/audit')).status, { timeout: 20_000 })
    .toBe(200);
  const make = async (path: string, body: object) => {
    const answer = await gateway.request(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([path, answer.status, answer.text]).toEqual([path, 201, expect.any(String)]);
    return answer.json as { id: string; key: string };
  };
  const rate_limit_rpm = 1_000_000;
  const { key } = await make('/users/me/api-keys', { name: 'tester', rate_limit_rpm });
  const server = await make('/servers', { name: 'kept', type: 'local' });
  const ids = {
    server_id: server.id,
    tool_id: (await make(`/servers/${server.id}/tools`, { name: 'look' })).id,
    session_id: (await make('/sessions', {})).id,
    key_id: (await make('/users/me/api-keys', { name: 'spare' })).id,
    bundle_id: (await make('/bundles', { name: 'kept' })).id,
    skill_id: (await make('/skills', { name: 'brief', skill_md_content: 'Be brief.' })).id,
  };
  return { gateway, key, ids };
}

describe.skipIf(!schemathesis)('schemathesis', () => {
  test('finds no fault, and no answer that the reference does not name', { timeout: 150_000 }, async () => {
    verifies('api-docs:openapi:true');
    const { gateway, key, ids } = await start();
    await using _ = gateway;
    const settings = join(gateway.folder, 'schemathesis.toml');
    const parameters = Object.entries(ids).map(([name, id]) => `${name} = "${id}"`);
    await writeFile(settings, ['[parameters]', ...parameters].join('\n'));
    const checks = [
      'not_a_server_error',
      'status_code_conformance',
      'content_type_conformance',
      'response_schema_conformance',
    ];
    const run = await exec(
      schemathesis,
      [
        '--config-file',
        settings,
        '--no-color',
        'run',
        `${gateway.url}/openapi.json`,
        '--header',
        `Authorization: Bearer ${key}`,
        '--include-path-regex',
        '^/api/v1/',
        ...outside.flatMap(id => ['--exclude-operation-id', id]),
        '--phases',
        'examples,coverage',
        '--checks',
        checks.join(','),
        '--seed',
        '1',
        '--no-shrink',
        '--max-time',
        '75',
        // Of several, its own threads get in each other's way now and then (Python's `ast` keeps count of its depth for all).
        '--workers',
        '1',
        '--request-timeout',
        '20',
        '--continue-on-failure',
        '--suppress-health-check',
        'all',
        '--warnings',
        'off',
      ],
      {
        env: pythonEnv({ HOME: gateway.folder }),
        cwd: gateway.folder,
        timeout: 110_000,
        maxBuffer: 64 * 1024 * 1024,
      },
    ).catch((error: { stdout?: string; stderr?: string; message: string }) => error);
    const told = `${run.stdout}${run.stderr}`;
    expect(told).toContain('No issues found');
  });
});

describe.skipIf(!hasClient)('the Python client', () => {
  test('has a method for each operation of its name', async () => {
    verifies('api-docs:openapi:client-names');
    await using gateway = await startGateway();
    const { paths } = (await gateway.request('/openapi.json')).json as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const { stdout } = await exec(python ?? '', ['client_endpoints.py'], {
      cwd: import.meta.dirname,
      env: pythonEnv(),
    });
    const endpoints = Object.entries(JSON.parse(stdout) as Record<string, [string, string]>);
    const others = endpoints.filter(
      ([id, [method, path]]) => paths[path]?.[method.toLowerCase()]?.operationId !== id,
    );
    expect(endpoints).toHaveLength(99);
    expect(others).toEqual([]);
  });
});
