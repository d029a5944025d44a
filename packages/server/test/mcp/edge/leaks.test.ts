import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { modern, TestEndpoints, textOf } from './test-endpoints.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function heapBytes(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

test('requests, streams, sessions and refusals leave the heap where it was', {
  timeout: 120_000,
}, async () => {
  verifies('mcp-edge:leaks');
  await using endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('talks', (_args, exchange) => {
    exchange.notify('notifications/progress', { progress: 1 });
    return { content: [] };
  });
  const session = await endpoints.initialize();
  let id = 0;
  const round = async () => {
    const call = { jsonrpc: '2.0', id: ++id, method: 'tools/call', params: { name: 'talks' } };
    await textOf(await endpoints.post('/mcp/gateway', call, { headers: session }));
    const { body, headers } = modern('tools/call', { name: 'talks' });
    await textOf(await endpoints.post('/mcp/gateway', body, { headers }));
    await textOf(await endpoints.post('/mcp/gateway', '{', { headers: session }));
    const short = await endpoints.initialize();
    await textOf(await endpoints.send('DELETE', '/mcp/gateway', { headers: short }));
    endpoints.hub.requests.length = 0;
    endpoints.hub.closed.length = 0;
  };
  for (let warm = 0; warm < 300; warm++) await round();
  const before = heapBytes();
  for (let count = 0; count < 500; count++) await round();
  expect(heapBytes() - before).toBeLessThan(1.5 * 1024 * 1024);
});
