import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  nodeServer,
  pythonServer,
  type RegistryServer,
  startNpmRegistry,
  startPypiIndex,
} from '../registries/index.ts';
import { verifies } from '../verifies.ts';
import { type RunningGateway, runCommand, startGateway, untilNothingRuns } from './gateway.ts';
import { connections } from './mcp-clients.ts';

const minute = 60_000;
const npmPackage = {
  name: '@tests/npm-echo',
  version: '1.2.0',
  manifest: { bin: 'server.js', scripts: { postinstall: 'touch /tmp/ran-on-install' } },
  files: { 'server.js': nodeServer },
};
const wheel = {
  name: 'pypi-echo',
  version: '2.0.0',
  programs: { 'pypi-echo': 'pypi_echo:main' },
  files: { 'pypi_echo.py': pythonServer },
};

let npm: RegistryServer;
let pypi: RegistryServer;
beforeAll(async () => {
  [npm, pypi] = await Promise.all([startNpmRegistry([npmPackage]), startPypiIndex([wheel])]);
});
afterAll(async () => {
  await npm[Symbol.asyncDispose]();
  await pypi[Symbol.asyncDispose]();
});

const start = (prepare: (folder: string) => Promise<void> = async () => {}) =>
  startGateway({
    config: { catalog: { npm_registry: npm.url, pypi_index: `${pypi.url}/simple/` } },
    prepare,
  });

const add = (gateway: RunningGateway, ...words: string[]) =>
  runCommand(['-c', gateway.configPath, 'add', ...words, '--gateway', gateway.url], {
    cwd: gateway.folder,
    env: { MCPGATEWAY_TOKEN: gateway.token },
  });

interface ImportAnswer {
  readonly id: string;
  readonly operation_id: string;
  readonly status: string;
  readonly progress?: { readonly step: string };
}

const api = async (gateway: RunningGateway, method: string, path: string, body?: object) => {
  const answer = await gateway.request(`/api/v1${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, json: answer.json as unknown as ImportAnswer };
};
const opened = (gateway: RunningGateway) =>
  expect.poll(async () => (await api(gateway, 'GET', '/servers')).status, { timeout: minute }).toBe(200);

const kept = async (gateway: RunningGateway) =>
  readdir(join(gateway.folder, 'data', 'packages', '@imported')).catch(() => []);

async function said(gateway: RunningGateway, server: string): Promise<unknown> {
  const client = await connections[3]!.connect(gateway, server);
  try {
    const { content } = (await client.callTool({ name: 'echo', arguments: { a: 1 } })) as {
      content: { text: string }[];
    };
    return JSON.parse(content[0]?.text ?? '');
  } finally {
    await client.close();
  }
}

describe('a gateway with an empty data folder', () => {
  test('one command adds a server of npm or PyPI, and it answers MCP clients', {
    timeout: 4 * minute,
  }, async () => {
    verifies('import:command');
    verifies('import:sandboxed');
    await using gateway = await start();
    await opened(gateway);
    const words = ['--arg', 'one', '--env', 'GREETING=hello'];
    for (const wanted of ['npm:@tests/npm-echo', 'pypi:pypi-echo@2.0.0']) {
      const { code, stdout, stderr } = await add(gateway, wanted, ...words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('installing') });
      expect(stdout).toContain('runs with 1 tools');
    }
    for (const name of ['npm-echo', 'pypi-echo']) {
      expect(await said(gateway, name)).toEqual({ args: ['one'], given: { a: 1 }, greeting: 'hello' });
    }
    const failed = await add(gateway, 'npm:@tests/none');
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringContaining('404') });
  });

  test('an import is polled, watched and cancelled, and leaves nothing then', {
    timeout: 2 * minute,
  }, async () => {
    verifies('import:operation');
    await using gateway = await start();
    await opened(gateway);
    npm.stalls = /\.tgz$/;
    const body = { registry: 'npm', registry_id: '@tests/npm-echo', name: 'stalled' };
    const { status, json: server } = await api(gateway, 'POST', '/servers/catalog-imports', body);
    expect({ status, state: server.status }).toEqual({ status: 202, state: 'starting' });
    const path = `/operations/${server.operation_id}`;
    const events = await fetch(`${gateway.url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${gateway.token}`, accept: 'text/event-stream' },
    });
    await expect.poll(async () => (await api(gateway, 'GET', path)).json.progress?.step).toBe('installing');
    expect((await api(gateway, 'POST', '/servers/catalog-imports', body)).status).toBe(409);
    expect((await api(gateway, 'DELETE', path)).json).toMatchObject({
      status: 'failed',
      error: 'It was cancelled',
    });
    npm.stalls = undefined;
    expect(await events.text()).toMatch(/"status":"running".*"status":"failed"/s);
    expect((await api(gateway, 'DELETE', path)).status).toBe(409);
    expect((await api(gateway, 'GET', `/servers/${server.id}`)).status).toBe(404);
    expect(await kept(gateway)).toEqual([]);
  });

  test('a gateway killed while it installs has nothing left of it after the next start', {
    timeout: 3 * minute,
  }, async () => {
    verifies('import:killed');
    await using gateway = await start();
    await opened(gateway);
    npm.stalls = /\.tgz$/;
    const body = { registry: 'npm', registry_id: '@tests/npm-echo', name: 'cut-off' };
    const { json: server } = await api(gateway, 'POST', '/servers/catalog-imports', body);
    await expect.poll(() => npm.requests.at(-1), { timeout: minute }).toMatch(/\.tgz$/);
    expect(await kept(gateway)).toEqual([server.id]);
    gateway.kill('SIGKILL');
    await gateway.exited;
    expect(await untilNothingRuns(gateway)).toEqual([]);
    npm.stalls = undefined;
    await using next = await start(folder =>
      cp(join(gateway.folder, 'data'), join(folder, 'data'), { recursive: true }),
    );
    await opened(next);
    expect((await api(next, 'GET', `/servers/${server.id}`)).json).toMatchObject({
      status: 'error',
      last_error: expect.stringContaining('import it again'),
    });
    expect(await kept(next)).toEqual([]);
    const { code, stderr } = await add(next, 'npm:@tests/npm-echo', '--name', 'cut-off');
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  });
});
