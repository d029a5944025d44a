import { createPlainSpawner, type McpClient, McpManager, McpService } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandboxServer } from '../../src/index.ts';
import { PlatformHost } from '../../src/platform/platform.ts';
import { startSandboxes, type TestSandboxes } from './test-sandboxes.ts';

let place: TestSandboxes;
let manager: McpManager;

beforeAll(async () => {
  place = await startSandboxes();
  const serve = createSandboxServer(place.platform.gateway.platform!, '1.2.3');
  const service = new McpService({ name: 'sandbox', serve, shared: false });
  manager = new McpManager({ services: [service], spawner: createPlainSpawner({ env: {} }) });
});

afterAll(async () => {
  await manager.shutdown();
  await place[Symbol.asyncDispose]();
});

interface Result {
  readonly content: readonly { readonly type: string; readonly text?: string; readonly resource?: object }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

const call = async (client: McpClient, name: string, args: object) =>
  (await client.callTool(name, args as never)) as unknown as Result;

const workspaces = async () =>
  (await PlatformHost.of(place.platform.gateway.platform!).parts.sandboxes.open()).host.workspaces.list();

test('its tools run commands and keep files, for each session apart, and nothing outlives it', async () => {
  verifies('sandboxes:mcp');
  const [one, other] = [await manager.createClient('sandbox'), await manager.createClient('sandbox')];
  const tools = await one.list('tools');
  expect(tools.map(({ name }) => name)).toEqual(['exec', 'write_file', 'read_file', 'list_files']);
  // Listing costs nothing.
  expect(await workspaces()).toEqual([]);
  expect(await call(one, 'write_file', { path: 'in/main.py', content: 'print(6 * 7)' })).toMatchObject({
    content: [{ type: 'text', text: 'Wrote 12 bytes to in/main.py' }],
  });
  expect(await call(one, 'exec', { command: 'python in/main.py; echo oops >&2; exit 3' })).toMatchObject({
    content: [{ type: 'text', text: '42\n\nstderr:\noops\n\nexit code: 3' }],
    structuredContent: { exit_code: 3, stdout: '42\n', stderr: 'oops\n', timed_out: false, truncated: false },
  });
  expect((await call(one, 'read_file', { path: '/workspace/in/main.py' })).content[0]?.text).toBe(
    'print(6 * 7)',
  );
  expect((await call(one, 'list_files', { path: 'in' })).structuredContent).toEqual({
    files: [{ name: 'main.py', path: '/workspace/in/main.py', type: 'file', size: 12 }],
    truncated: false,
  });
  expect((await call(other, 'list_files', {})).structuredContent).toEqual({ files: [], truncated: false });
  expect(await workspaces()).toHaveLength(2);
  // They are sessions' own, and no caller's of the API.
  expect((await place.ask('GET', '/sandboxes')).json.total).toBe(0);
  await Promise.all([one.stop(), other.stop()]);
  await expect.poll(workspaces).toEqual([]);
});

test('bytes that are no text come and go as base64', async () => {
  verifies('sandboxes:mcp');
  await using client = await manager.createClient('sandbox');
  const blob = Buffer.from([0, 255, 13, 10]).toString('base64');
  await call(client, 'write_file', { path: 'a b.bin', content: blob, encoding: 'base64' });
  expect((await call(client, 'read_file', { path: 'a b.bin' })).content).toEqual([
    {
      type: 'resource',
      resource: { uri: 'file:///workspace/a%20b.bin', mimeType: 'application/octet-stream', blob },
    },
  ]);
});

test('what is refused is a result with the reason, and the session goes on', async () => {
  verifies('sandboxes:mcp:refused');
  await using client = await manager.createClient('sandbox');
  for (const [tool, args, reason] of [
    ['read_file', { path: '/etc/passwd' }, /leads out of the workspace/],
    ['read_file', { path: 'nothing' }, /does not exist/],
    ['write_file', { path: 'x' }, /content is missing/],
    ['exec', { command: '' }, /command/],
    ['exec', { command: 'true', timeout_seconds: 1e6 }, /at most 600/],
    ['exec', { command: 'true', user: 'root' }, /user is not known here/],
  ] as const) {
    const { content, isError } = await call(client, tool, args);
    expect([isError, content[0]?.text]).toEqual([true, expect.stringMatching(reason)]);
  }
  expect(
    (await call(client, 'exec', { command: 'sleep 60', timeout_seconds: 0.5 })).structuredContent,
  ).toMatchObject({
    exit_code: 124,
    timed_out: true,
  });
});

test('a call that is cancelled ends its command; output is told as progress', async () => {
  verifies('sandboxes:mcp:cancel');
  await using client = await manager.createClient('sandbox');
  const cancelling = new AbortController();
  const told: unknown[] = [];
  const running = client.callMethod(
    'tools/call',
    { name: 'exec', arguments: { command: 'echo begun; exec sleep 4321' } },
    { signal: cancelling.signal, onProgress: progress => told.push(progress) },
  );
  running.catch(() => {});
  await expect.poll(() => told).toMatchObject([{ progress: 6, message: 'begun\n' }]);
  cancelling.abort();
  await expect(running).rejects.toThrow();
  const seen = async () =>
    `${(await call(client, 'exec', { command: 'ps -e -o args=' })).structuredContent?.stdout}`;
  await expect.poll(seen).not.toContain('sleep 4321');
});
