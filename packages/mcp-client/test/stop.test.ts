import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpClient } from '../src/index.ts';
import { fixtureService, isRunning, spawner, startFault, startServer, textOf } from './start-client.ts';

test('a server that ignores SIGTERM is gone once stop() resolves, its own children too', async () => {
  verifies('mcp-client:stop:ignores-sigterm');
  await using client = await startFault('ignore-sigterm');
  const { processes } = await client.usage();
  expect(processes).toBe(2);
  await client.stop();
  expect(isRunning(client.pid!)).toBe(false);
  expect(client.exit?.reason).toBe('killed by SIGKILL');
});

test("a server's children go with it", async () => {
  verifies('mcp-client:stop:children');
  await using client = await startFault('fork');
  const child = Number(textOf(await client.callTool('echo', {})));
  expect(isRunning(child)).toBe(true);
  await client.stop();
  expect(isRunning(child)).toBe(false);
});

test('children of a server that died by itself go too', async () => {
  verifies('mcp-client:stop:children');
  await using client = await startFault('fork');
  const child = Number(textOf(await client.callTool('echo', {})));
  process.kill(client.pid!, 'SIGKILL');
  await expect.poll(() => isRunning(child)).toBe(false);
});

test('stop() ends by the end of input where the server heeds it, and is idempotent', async () => {
  await using client = await startServer();
  await Promise.all([client.stop(), client.stop()]);
  await client.stop();
  expect(client.exit).toEqual({ code: 0, signal: null, reason: 'exit code 0' });
});

test('stop() fails what waits', async () => {
  await using client = await startServer();
  const call = client.callTool('wait', {}).catch((error: unknown) => error);
  await client.stop();
  expect(await call).toMatchObject({ code: 'GW_UPSTREAM_EXITED', message: 'Service fixture was stopped' });
  await expect(client.callTool('echo', {})).rejects.toMatchObject({
    code: 'GW_UPSTREAM_EXITED',
    retryable: true,
  });
});

test('a client that was never started can be stopped, and then not started', async () => {
  const client = new McpClient(fixtureService('server'), { spawner });
  await expect(client.callTool('echo', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  await client.stop();
  await expect(client.start()).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
});

test('usage tells what the tree takes, and nothing once it is gone', async () => {
  await using client = await startServer();
  expect(await client.usage()).toMatchObject({ processes: 1, memoryBytes: expect.any(Number) });
  expect((await client.usage()).memoryBytes).toBeGreaterThan(1_000_000);
  await client.stop();
  expect(await client.usage()).toEqual({ cpuMs: 0, memoryBytes: 0, processes: 0 });
});
