import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpManager } from '../src/index.ts';
import { countingSpawner, gates } from './managed-services.ts';
import { recordingLogger } from './start-client.ts';

test('a failing service is reported with its stderr and tried again until it starts', async () => {
  verifies('mcp-manager:retry:backoff', 'mcp-manager:retry:reported');
  using gate = gates();
  const logger = recordingLogger();
  const spawner = countingSpawner();
  const backoff = { firstMs: 20, maxMs: 100 };
  await using manager = new McpManager({ services: [gate.failing('a')], spawner, logger, backoff });
  manager.start();
  await expect.poll(() => manager.status('a').attempts).toBeGreaterThanOrEqual(3);
  expect(manager.status('a')).toMatchObject({ lastError: { code: 'GW_UPSTREAM_START_FAILED' } });
  const reports = logger.entries.filter(({ message }) =>
    message.startsWith('A service could not be started'),
  );
  expect(reports[0]).toMatchObject({
    level: 'warn',
    fields: {
      service: 'a',
      stderr: ['database is not there yet'],
      exit: { reason: 'exit code 4' },
      attempt: 1,
    },
  });
  const [first, second] = reports.map(({ fields }) => Number(fields.retryInMs));
  expect(first).toBeGreaterThanOrEqual(15);
  expect(second).toBeGreaterThanOrEqual(30);
  gate.open('a');
  await expect.poll(() => manager.status('a').state).toBe('ready');
  expect(manager.status('a')).not.toHaveProperty('lastError');
});

test('a request for a failed service makes one attempt at once, shared by all who ask, and one a second at most', async () => {
  verifies('mcp-manager:retry:on-request');
  using gate = gates();
  const spawner = countingSpawner();
  await using manager = new McpManager({
    services: [gate.failing('a')],
    spawner,
    backoff: { firstMs: 60_000 },
  });
  const ask = () => manager.getServiceTools('a').catch((error: { code: string }) => error.code);
  expect(await Promise.all([ask(), ask(), ask()])).toEqual(
    Array.from({ length: 3 }, () => 'GW_UPSTREAM_START_FAILED'),
  );
  expect(manager.status('a')).toMatchObject({
    state: 'failed',
    attempts: 1,
    nextAttemptAt: expect.any(Number),
  });
  expect(await ask()).toBe('GW_UPSTREAM_START_FAILED');
  expect(manager.status('a').attempts).toBe(1);
  // Started once more within the attempt: it may have been the question for its era that it didn't like.
  expect(spawner.started()).toHaveLength(2);
  gate.open('a');
  await expect.poll(ask, { timeout: 5_000 }).toHaveLength(1);
  expect(spawner.started()).toHaveLength(3);
});

test("a session's successful start makes a failed service ready", async () => {
  using gate = gates();
  await using manager = new McpManager({
    services: [gate.failing('a')],
    spawner: countingSpawner(),
    backoff: { firstMs: 60_000 },
  });
  manager.start();
  await expect.poll(() => manager.status('a').state).toBe('failed');
  gate.open('a');
  await manager.createClient('a');
  expect(manager.status('a')).toEqual({ state: 'ready', attempts: 1, toolCount: 1 });
});

test("a caller's failed start is logged with the server's stderr", async () => {
  using gate = gates();
  const logger = recordingLogger();
  await using manager = new McpManager({ services: [gate.failing('a')], spawner: countingSpawner(), logger });
  await expect(manager.createClient('a')).rejects.toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
  expect(logger.entries.at(-1)).toMatchObject({
    level: 'warn',
    fields: { service: 'a', stderr: ['database is not there yet'] },
  });
});
