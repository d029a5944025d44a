import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { Progress } from '../src/index.ts';
import { startServer, textOf } from './start-client.ts';

test("progress reaches the call that asked for it, beside the caller's own _meta", async () => {
  verifies('mcp-client:call:progress');
  await using client = await startServer();
  const seen: Progress[] = [];
  const onProgress = (progress: Progress) => void seen.push(progress);
  const result = await client.callTool('progress', {}, { onProgress, meta: { trace: 'abc' } });
  expect(seen).toMatchObject([
    { progress: 1, total: 2 },
    { progress: 2, total: 2 },
  ]);
  expect(JSON.parse(textOf(result))).toEqual({ trace: 'abc', progressToken: expect.any(Number) });
});

test('a call that does not ask for progress carries no token', async () => {
  await using client = await startServer();
  expect(await client.callTool('echo', {})).not.toHaveProperty('_meta');
});

test('a progress listener that throws disturbs nobody', async () => {
  await using client = await startServer();
  const onProgress = () => {
    throw new Error('listener');
  };
  expect(await client.callTool('progress', {}, { onProgress })).toHaveProperty('content');
});
