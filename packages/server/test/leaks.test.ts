import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { MemoryRateLimitStore } from '../src/rate-limits/memory-rate-limit-store.ts';
import { RateLimiter } from '../src/rate-limits/rate-limiter.ts';
import { startTestGateway } from './test-gateway.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

function heapBytes(): number {
  gc();
  gc();
  return process.memoryUsage().heapUsed;
}

test('calls and refusals leave the heap where it was', { timeout: 120_000 }, async () => {
  verifies('server:leaks:heap');
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
  for (let warm = 0; warm < 200; warm++) await round();
  const before = heapBytes();
  for (let count = 0; count < 500; count++) await round();
  expect(heapBytes() - before).toBeLessThan(1.5 * 1024 * 1024);
});

test('callers that never come back leave a small trace, and a bounded one', async () => {
  verifies('server:leaks:keys');
  const store = new MemoryRateLimitStore({ maxWindows: 20_000 });
  const limiter = new RateLimiter({
    store,
    setting: 'call_limit',
    texts: ['10 per minute; 100 per day'],
    scope: 'call',
    onRefused: () => {},
  });
  const before = heapBytes();
  for (let caller = 0; caller < 50_000; caller++) await limiter.hit(`10.0.${caller >> 8}.${caller & 255}`);
  expect(store.size).toBe(20_000);
  expect((heapBytes() - before) / store.size).toBeLessThan(400);
});
