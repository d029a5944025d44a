import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createSandbox } from '../../packages/sandbox/src/index.ts';
import { ExchangeClient, ExchangeServer } from '../src/exchanges.ts';

test('requests are timed one by one, each with its whole answer', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'exchanges-'));
  const places = { baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data') };
  try {
    await using server = await ExchangeServer.start();
    await using sandbox = await createSandbox({ ...places, env: process.env });
    const client = await ExchangeClient.start(sandbox, server.port, {});
    for (const count of [3, 1]) {
      const times = await client.exchange(count);
      expect(times).toHaveLength(count);
      for (const time of times) expect(time).toBeGreaterThan(0);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
