import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startTestGateway } from './test-gateway.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function heapBytes(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

test('calls and refusals leave the heap where it was', async () => {
  verifies('rest:leaks:heap');
  await using gateway = await startTestGateway();
  const round = async () => {
    await gateway.call('echo', { text: 'x'.repeat(100) });
    await gateway.call('no_such_tool');
    await gateway.inject({ method: 'POST', url: '/services/tools/call', payload: 'nonsense' });
    await gateway.app.inject({ url: '/services' });
    await gateway.inject({ url: `/nowhere/${Math.random()}` });
    gateway.lines.length = 0;
    gateway.logged.length = 0;
  };
  for (let warm = 0; warm < 300; warm++) await round();
  const before = heapBytes();
  for (let count = 0; count < 1_000; count++) await round();
  const grown = heapBytes() - before;
  expect(grown).toBeLessThan(1.5 * 1024 * 1024);
});

test('callers that never come back leave a bounded trace', async () => {
  verifies('rest:leaks:keys');
  await using gateway = await startTestGateway();
  const from = (count: number) => `10.${count >> 16}.${(count >> 8) & 255}.${count & 255}`;
  for (let count = 0; count < 2_000; count++) {
    await gateway.app.inject({ url: '/services', remoteAddress: from(count) });
  }
  gateway.lines.length = 0;
  const before = heapBytes();
  for (let count = 2_000; count < 4_000; count++) {
    await gateway.app.inject({ url: '/services', remoteAddress: from(count) });
  }
  gateway.lines.length = 0;
  // About 200 bytes each, up to the store's bound.
  expect((heapBytes() - before) / 2_000).toBeLessThan(600);
});
