import { createRequire } from 'node:module';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpClient, McpService, type Progress } from '../src/index.ts';
import { spawner, textOf } from './start-client.ts';

const program = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/server-everything/dist/index.js',
);

test('a server on the official SDK is started, listed, called with progress, cancelled and stopped', async () => {
  verifies('mcp-client:interop:official-sdk');
  const service = new McpService({ name: 'everything', command: [process.execPath, program, 'stdio'] });
  await using client = new McpClient(service, { spawner });
  await client.start();
  expect(client.protocolVersion).toBe('2025-11-25');
  expect(client.getTools().map(({ name }) => name)).toEqual(expect.arrayContaining(['echo', 'get-sum']));
  expect(textOf(await client.callTool('echo', { message: 'hello' }))).toBe('Echo: hello');
  expect(await client.callTool('get-structured-content', { location: 'New York' })).toHaveProperty(
    'structuredContent',
  );

  const seen: Progress[] = [];
  const long = { duration: 0.2, steps: 4 };
  await client.callTool('trigger-long-running-operation', long, {
    onProgress: progress => void seen.push(progress),
  });
  expect(seen.map(({ progress, total }) => [progress, total])).toEqual([
    [1, 4],
    [2, 4],
    [3, 4],
    [4, 4],
  ]);

  const caller = new AbortController();
  const endless = client.callTool(
    'trigger-long-running-operation',
    { duration: 600, steps: 1 },
    { signal: caller.signal },
  );
  caller.abort();
  await expect(endless).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(await client.callMethod('resources/list')).toHaveProperty('resources');
});
