import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpManager } from '../src/index.ts';
import { countingSpawner } from './managed-services.ts';
import { fixtureService, startServer } from './start-client.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapUsed(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
const openFiles = () => readdirSync('/proc/self/fd').length;

test('ten thousand calls, some cancelled, out of time or with progress, leave the heap where it was', async () => {
  verifies('mcp-client:leak:calls');
  await using client = await startServer();
  const call = async (n: number) => {
    const { signal } = new AbortController();
    if (n % 500 === 0) await client.callTool('wait', {}, { timeoutMs: 1 }).catch(() => {});
    else if (n % 3 === 0) await client.callTool('echo', { n }, { signal });
    else await client.callTool('echo', { n }, n % 3 === 1 ? { onProgress: () => {} } : {});
  };
  const batch = (size: number) => Promise.all(Array.from({ length: size }, (_, n) => call(n)));
  for (let n = 0; n < 4; n++) await batch(250);
  const before = heapUsed();
  for (let n = 0; n < 40; n++) await batch(250);
  expect(heapUsed() - before).toBeLessThan(1_000_000);
});

test('clients started and stopped leave heap, files and processes where they were', async () => {
  verifies('mcp-client:leak:clients');
  const spawner = countingSpawner();
  await using manager = new McpManager({ services: [fixtureService('server', [], { name: 'a' })], spawner });
  const round = async () => {
    const clients = await Promise.all(Array.from({ length: 4 }, () => manager.createClient('a')));
    await Promise.all(clients.map(client => client.stop()));
  };
  for (let n = 0; n < 3; n++) await round();
  const before = { heap: heapUsed(), files: openFiles() };
  for (let n = 0; n < 10; n++) await round();
  expect(spawner.running()).toBe(0);
  await expect.poll(openFiles).toBeLessThanOrEqual(before.files);
  expect(heapUsed() - before.heap).toBeLessThan(1_000_000);
});
