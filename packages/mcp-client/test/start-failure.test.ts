import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpClient, McpService, type SpawnedProcess, type Spawner } from '../src/index.ts';
import { fixtureService, isRunning, spawner } from './start-client.ts';

/** Starts real processes and remembers them. */
function rememberingSpawner(): Spawner & { processes: SpawnedProcess[] } {
  const processes: SpawnedProcess[] = [];
  return {
    processes,
    async spawn(service, options) {
      const process = await spawner.spawn(service, options);
      processes.push(process);
      return process;
    },
  };
}

test('a server that exits at its start is reported with its stderr and exit code, in the details alone', async () => {
  verifies('mcp-client:start:stderr');
  await using client = new McpClient(fixtureService('faults', ['exit-at-start']), { spawner });
  const error = await client.start().catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'GW_UPSTREAM_START_FAILED',
    service: 'fixture',
    retryable: true,
    message: 'Service fixture could not be started: it has exited (exit code 3)',
    details: { exit: { code: 3 }, stderr: ['cannot find the secret file /etc/fixture'] },
  });
  expect(JSON.stringify(error)).not.toContain('secret');
});

test('a command that does not exist is reported without its path in the message', async () => {
  const service = new McpService({ name: 'absent', command: ['/no/such/program'] });
  await using client = new McpClient(service, { spawner });
  await expect(client.start()).rejects.toMatchObject({
    code: 'GW_UPSTREAM_START_FAILED',
    message: 'Service absent could not be started: its process could not be started',
    cause: { code: 'ENOENT' },
  });
});

test('a server that says nothing is given up after startTimeoutMs, and gone', async () => {
  verifies('mcp-client:start:timeout');
  const remembering = rememberingSpawner();
  const service = fixtureService('faults', ['silent-start'], { startTimeoutMs: 150 });
  await using client = new McpClient(service, { spawner: remembering });
  await expect(client.start()).rejects.toMatchObject({
    code: 'GW_UPSTREAM_START_FAILED',
    message: 'Service fixture could not be started: it was not ready within 150 ms',
  });
  expect(isRunning(remembering.processes[0]!.pid)).toBe(false);
});

test('an abort at any moment of the start leaves nothing behind', async () => {
  verifies('mcp-client:start:abort');
  for (const delayMs of [0, 1, 5, 20, 40]) {
    const remembering = rememberingSpawner();
    const client = new McpClient(fixtureService('faults', ['silent-start']), { spawner: remembering });
    const caller = new AbortController();
    const start = client.start(caller.signal);
    if (delayMs === 0) caller.abort();
    else setTimeout(() => caller.abort(), delayMs);
    await expect(start).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED', retryable: true });
    for (const { pid } of remembering.processes) expect(isRunning(pid)).toBe(false);
  }
});

test('stop() during a start cancels it', async () => {
  const remembering = rememberingSpawner();
  const client = new McpClient(fixtureService('faults', ['silent-start']), { spawner: remembering });
  const start = client.start().catch((error: unknown) => error);
  await expect.poll(() => remembering.processes.length).toBe(1);
  await client.stop();
  expect(isRunning(remembering.processes[0]!.pid)).toBe(false);
  expect(await start).toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
});

test('a process that a spawner hands over after the abort is stopped', async () => {
  verifies('mcp-client:start:abort');
  const remembering = rememberingSpawner();
  const caller = new AbortController();
  const deaf: Spawner = {
    async spawn(service) {
      caller.abort();
      return remembering.spawn(service);
    },
  };
  const client = new McpClient(fixtureService('server'), { spawner: deaf });
  await expect(client.start(caller.signal)).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(isRunning(remembering.processes[0]!.pid)).toBe(false);
});
