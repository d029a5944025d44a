import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { afterEach, expect, test, vi } from 'vitest';
import { apiVersion, McpGateway } from '../src/index.ts';
import { answerWith, startServer } from './stand-in.ts';

const sources = join(import.meta.dirname, '..', 'src');

afterEach(() => {
  vi.unstubAllEnvs();
});

test('address and key come from the options, from the environment, or are those of a gateway on this machine', () => {
  verifies('sdk:client:settings');
  expect(new McpGateway().mcpUrl).toBe('http://localhost:8080/mcp/gateway');
  expect(new McpGateway().authHeaders).toEqual({});
  vi.stubEnv('MCPGATEWAY_TOKEN', 'of-the-environment');
  vi.stubEnv('MCPGATEWAY_URL', 'https://gateway.example/');
  expect(new McpGateway().mcpUrl).toBe('https://gateway.example/mcp/gateway');
  expect(new McpGateway().authHeaders).toEqual({ Authorization: 'Bearer of-the-environment' });
  const told = new McpGateway({ apiKey: 'told', url: 'http://told.example//' });
  expect(told.mcpUrl).toBe('http://told.example/mcp/gateway');
  expect(told.authHeaders).toEqual({ Authorization: 'Bearer told' });
});

test('nothing of it needs Node: it imports only itself, and starts where there is no process', async () => {
  verifies('sdk:client:anywhere');
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(file =>
    /\.ts$/.test(file),
  );
  const imported = files.flatMap(file =>
    [...readFileSync(join(sources, file), 'utf8').matchAll(/from '([^']+)'/g)].map(([, name]) => name),
  );
  expect(imported.length).toBeGreaterThan(30);
  expect(imported.filter(name => !name?.startsWith('.'))).toEqual([]);
  const program = [
    `const { stdout } = process`,
    `delete globalThis.process; delete globalThis.Buffer; delete globalThis.require;`,
    `const { McpGateway } = await import(${JSON.stringify(join(sources, 'index.ts'))})`,
    `stdout.write(new McpGateway({ apiKey: 'k' }).mcpUrl)`,
  ].join(';');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program]);
  expect(stdout).toBe('http://localhost:8080/mcp/gateway');
});

async function warningsOf(version: unknown, options: { checkVersion?: boolean } = {}): Promise<string[]> {
  const warnings: string[] = [];
  let asked = 0;
  await using server = await startServer((request, response) => {
    if (request.url === '/health') asked++;
    answerWith(response, 200, request.url === '/health' ? { version } : { items: [] });
  });
  const onWarning = (message: string) => void warnings.push(message);
  const gateway = new McpGateway({ url: server.url, onWarning, ...options });
  await gateway.servers.list();
  await gateway.servers.list();
  await gateway.checkVersion();
  expect(asked).toBe(options.checkVersion === false ? 0 : 1);
  return warnings;
}

test('another major or minor version of the API is warned of, once; a patch, or none, is not', async () => {
  verifies('sdk:version:warning');
  expect(apiVersion).toBe('0.28.0');
  expect(await warningsOf('0.28.7')).toEqual([]);
  expect(await warningsOf(undefined)).toEqual([]);
  expect(await warningsOf('dev')).toEqual([]);
  expect(await warningsOf('0.29.0')).toEqual([
    expect.stringContaining('SDK version 0.28.0 does not match server version 0.29.0'),
  ]);
  expect(await warningsOf('1.28.0')).toHaveLength(1);
  expect(await warningsOf('1.28.0', { checkVersion: false })).toEqual([]);
});

test('that the version can not be had fails nothing', async () => {
  verifies('sdk:version:warning');
  await using server = await startServer((request, response) =>
    answerWith(response, request.url === '/health' ? 500 : 200, { items: [] }),
  );
  const gateway = new McpGateway({ url: server.url });
  await expect(gateway.checkVersion()).resolves.toBeUndefined();
  expect(await gateway.servers.list()).toEqual([]);
});

test('closing, or the signal, ends what is under way and whatever comes after', async () => {
  verifies('sdk:client:close');
  await using server = await startServer(() => {});
  const ending = new AbortController();
  const end = {
    close: (gateway: McpGateway) => void gateway.close(),
    signal: () => ending.abort(),
  };
  for (const way of ['close', 'signal'] as const) {
    const { signal } = ending;
    const gateway = new McpGateway({
      url: server.url,
      checkVersion: false,
      ...(way === 'signal' && { signal }),
    });
    const waiting = gateway.servers.list();
    end[way](gateway);
    await expect(waiting).rejects.toMatchObject({ statusCode: 0, message: /closed/ });
    await expect(gateway.servers.list()).rejects.toMatchObject({ statusCode: 0, message: /closed/ });
  }
});

test('a client with other options has its own key and headers, beside those it was made from', async () => {
  verifies('sdk:client:settings');
  const seen: unknown[] = [];
  await using server = await startServer(({ headers }, response) => {
    seen.push([headers.authorization, headers['x-session-id'], headers['x-trace']]);
    answerWith(response, 200, { items: [] });
  });
  const gateway = new McpGateway({
    apiKey: 'one',
    url: server.url,
    headers: { 'X-Trace': 't' },
    checkVersion: false,
  });
  await gateway.with({ apiKey: 'two', headers: { 'X-Session-Id': 's' } }).servers.list();
  await gateway.servers.list();
  expect(seen).toEqual([
    ['Bearer two', 's', 't'],
    ['Bearer one', undefined, 't'],
  ]);
});

test.each(['', '.', '..', '../../tools'])('the id %j never becomes another route', async id => {
  verifies('sdk:paths:encoded');
  const seen: unknown[] = [];
  await using server = await startServer((request, response) => {
    seen.push(request.url);
    answerWith(response, 200, {});
  });
  const gateway = new McpGateway({ url: server.url, checkVersion: false });
  const got = await gateway.servers.get(id).then(
    () => seen,
    error => error,
  );
  if (id.includes('/')) expect(got).toEqual(['/api/v1/servers/..%2F..%2Ftools']);
  else expect(got).toBeInstanceOf(TypeError);
  await expect(gateway.sandboxes.download('a', `folder/../${id}`)).rejects.toThrow(TypeError);
  await expect(gateway.cache.get(`a/../${id}`)).rejects.toThrow(TypeError);
});

test('bytes go and come as they are', async () => {
  verifies('sdk:paths:encoded');
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
  const kept: Buffer[] = [];
  await using server = await startServer((request, response) => {
    if (request.method === 'GET') return void response.end(Buffer.concat(kept));
    request.on('data', chunk => kept.push(chunk)).on('end', () => response.writeHead(204).end());
  });
  const gateway = new McpGateway({ url: server.url, checkVersion: false });
  await gateway.sandboxes.upload('a', 'bytes.bin', bytes.subarray(0, 100));
  await gateway.sandboxes.upload('a', 'bytes.bin', new Blob([bytes.subarray(100)]));
  expect(await gateway.sandboxes.download('a', 'bytes.bin')).toEqual(bytes);
});
