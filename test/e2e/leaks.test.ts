import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, root, startGateway } from './gateway.ts';

const sessions = 1_000;
const atOnce = 10;

/** Each opens sessions one after the other, calls once in each, and closes it. */
async function openAndClose(gateway: RunningGateway, count: number, prefix: string): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) {
      const session_id = `${prefix}-${next++}`;
      const answer = await gateway.call('small', { tool: 'count', session_id });
      expect(answer.json.result, answer.text).toBe('1');
      expect((await gateway.request(`/sessions/${session_id}`, { method: 'DELETE' })).status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

const descriptors = ({ pid }: RunningGateway) => readdirSync(`/proc/${pid}/fd`).length;

/** What is still held, in MB: writing a heap snapshot begins with collecting all garbage. */
async function heldMb(gateway: RunningGateway): Promise<number> {
  const snapshots = () => readdirSync(gateway.folder).filter(name => name.endsWith('.heapsnapshot')).length;
  const before = snapshots();
  gateway.kill('SIGWINCH');
  await expect.poll(snapshots, { timeout: 20_000 }).toBeGreaterThan(before);
  const { text } = await gateway.request('/metrics');
  return Number(text.match(/^nodejs_heap_size_used_bytes (\S+)/m)?.[1]) / 1024 / 1024;
}

test(`${sessions} sessions opened and closed leave heap, descriptors and processes where they were`, {
  timeout: 300_000,
}, async () => {
  verifies('sessions:leaks:none');
  await using gateway = await startGateway({
    env: { NODE_OPTIONS: '--heapsnapshot-signal=SIGWINCH' },
    services: { small: { command: ['sh', join(root, 'test', 'fixtures', 'small-server.sh')] } },
  });
  await openAndClose(gateway, 100, 'warm-up');
  const before = { descriptors: descriptors(gateway), processes: gateway.processes().length };
  const heldBefore = await heldMb(gateway);
  await openAndClose(gateway, sessions, 'measured');
  await expect
    .poll(() => gateway.processes().length, { timeout: 10_000 })
    .toBeLessThanOrEqual(before.processes);
  await expect
    .poll(() => descriptors(gateway), { timeout: 10_000 })
    .toBeLessThanOrEqual(before.descriptors + 5);
  expect((await heldMb(gateway)) - heldBefore).toBeLessThan(2);
  expect(Object.keys((await gateway.request('/sessions')).json)).toEqual([]);
});
