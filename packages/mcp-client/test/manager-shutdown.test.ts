import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpManager } from '../src/index.ts';
import { countingSpawner, gates } from './managed-services.ts';
import { fixtureService } from './start-client.ts';

test('shutdown ends starts, retries and every client, and is idempotent', async () => {
  verifies('mcp-manager:shutdown');
  using gate = gates();
  const spawner = countingSpawner();
  const services = [
    gate.slow('hangs'),
    gate.failing('fails'),
    fixtureService('server', [], { name: 'good' }),
  ];
  const manager = new McpManager({ services, spawner, startConcurrency: 3 });
  manager.start();
  const client = await manager.createClient('good');
  const starting = manager.createClient('hangs').catch((error: unknown) => error);
  await expect.poll(() => spawner.running()).toBeGreaterThanOrEqual(3);
  await Promise.all([manager.shutdown(), manager.shutdown()]);
  expect(spawner.running()).toBe(0);
  expect(client.alive).toBe(false);
  expect(await starting).toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  const started = spawner.started().length;
  await expect(manager.createClient('good')).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  await expect(manager.getServiceTools('hangs')).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(spawner.started()).toHaveLength(started);
});
