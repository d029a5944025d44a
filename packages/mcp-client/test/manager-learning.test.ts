import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { type McpClient, McpManager } from '../src/index.ts';
import { countingSpawner, gates } from './managed-services.ts';
import { fixtureService, recordingLogger } from './start-client.ts';

const good = (name: string) => fixtureService('server', [], { name });

test('tools are learned in the background, once, and answered from memory', async () => {
  verifies('mcp-manager:learn:once');
  const spawner = countingSpawner();
  await using manager = new McpManager({ services: [good('a'), good('b')], spawner });
  manager.start();
  await expect.poll(() => manager.status('a').state).toBe('ready');
  const [first, second] = [await manager.getServiceTools('a'), await manager.getServiceTools('a')];
  expect(first).toBe(second);
  expect(manager.knownTools('a')).toBe(first);
  expect(manager.status('a')).toEqual({ state: 'ready', attempts: 1, toolCount: 9 });
  expect(spawner.started().filter(name => name === 'a')).toHaveLength(1);
});

test('the process that learned is handed over, or stopped where nobody takes it', async () => {
  verifies('mcp-manager:learn:handed-over');
  const spawner = countingSpawner();
  const taken: McpClient[] = [];
  const onLearned = (client: McpClient) => client.service.name === 'a' && taken.push(client) > 0;
  await using manager = new McpManager({ services: [good('a'), good('b')], spawner, onLearned });
  manager.start();
  await expect.poll(() => manager.knownTools('a') && manager.knownTools('b')).toBeTruthy();
  await expect.poll(() => spawner.running()).toBe(1);
  expect(taken.map(({ service, alive }) => [service.name, alive])).toEqual([['a', true]]);
});

test('no more starts run side by side than allowed, and all get their turn', async () => {
  verifies('mcp-manager:start:bounded');
  using gate = gates();
  const names = ['a', 'b', 'c', 'd', 'e'];
  const spawner = countingSpawner();
  const services = names.map(name => gate.slow(name));
  await using manager = new McpManager({ services, spawner, startConcurrency: 2 });
  manager.start();
  await expect.poll(() => spawner.started()).toEqual(['a', 'b']);
  expect(manager.status('c')).toEqual({ state: 'queued', attempts: 0 });
  for (const name of names) gate.open(name);
  await expect.poll(() => names.map(name => manager.status(name).state)).toEqual(names.map(() => 'ready'));
});

test('a service that somebody waits for starts ahead of the queue, though hanging ones fill it', async () => {
  verifies('mcp-manager:start:ahead', 'mcp-manager:start:nobody-delayed');
  using gate = gates();
  const services = [gate.slow('hangs'), gate.slow('hangs-too'), gate.slow('queued'), good('wanted')];
  await using manager = new McpManager({ services, spawner: countingSpawner(), startConcurrency: 2 });
  manager.start();
  expect(await manager.getServiceTools('wanted')).toHaveLength(9);
  expect(manager.status('queued').state).toBe('queued');
  expect(manager.status('hangs').state).toBe('starting');
});

test("a caller's own client does not wait behind background starts, nor for another service's", async () => {
  verifies('mcp-manager:start:ahead', 'mcp-manager:start:nobody-delayed');
  using gate = gates();
  const services = [gate.slow('hangs'), gate.slow('queued'), good('wanted')];
  await using manager = new McpManager({ services, spawner: countingSpawner(), startConcurrency: 1 });
  manager.start();
  const hanging = Promise.allSettled([manager.createClient('hangs'), manager.createClient('hangs')]);
  const client = await manager.createClient('wanted');
  expect(client.alive).toBe(true);
  await manager.shutdown();
  for (const outcome of await hanging)
    expect(outcome).toMatchObject({ reason: { code: 'GW_UPSTREAM_CANCELLED' } });
});

test('what a session learned first is not learned again', async () => {
  verifies('mcp-manager:learn:once');
  using gate = gates();
  const spawner = countingSpawner();
  await using manager = new McpManager({
    services: [gate.slow('a'), good('b')],
    spawner,
    startConcurrency: 1,
  });
  manager.start();
  await manager.createClient('b');
  expect(manager.status('b')).toEqual({ state: 'ready', attempts: 0, toolCount: 9 });
  gate.open('a');
  await manager.getServiceTools('a');
  expect(spawner.started().toSorted()).toEqual(['a', 'b']);
});

test('waiting for a service ends with its start_timeout or the caller, and leaves the start to itself', async () => {
  verifies('mcp-manager:tools:wait-bounded');
  using gate = gates();
  const services = [gate.slow('hangs', { startTimeoutMs: 150 }), gate.slow('late')];
  await using manager = new McpManager({ services, spawner: countingSpawner() });
  manager.start();
  await expect(manager.getServiceTools('hangs')).rejects.toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
  const caller = new AbortController();
  const given = manager.getServiceTools('late', { signal: caller.signal });
  caller.abort();
  await expect(given).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  const waiting = manager.getServiceTools('late');
  gate.open('late', 'arrived');
  expect(await waiting).toMatchObject([{ name: 'arrived' }]);
});

test("a change that any client's server announces reaches the known tools", async () => {
  verifies('mcp-manager:tools:changed');
  await using manager = new McpManager({ services: [good('a')], spawner: countingSpawner() });
  const client = await manager.createClient('a');
  await client.callTool('add-tool', { name: 'new' });
  await expect.poll(() => manager.knownTools('a')?.map(({ name }) => name)).toContain('new');
  expect(manager.status('a').toolCount).toBe(10);
});

test('a disabled or unknown service is unknown', async () => {
  const services = [fixtureService('server', [], { name: 'off', enabled: false })];
  await using manager = new McpManager({ services, spawner: countingSpawner() });
  expect([...manager.services.keys()]).toEqual([]);
  for (const name of ['off', 'absent', '__proto__']) {
    const unknown = { code: 'GW_UNKNOWN_SERVICE', message: `Unknown service: ${name}` };
    await expect(manager.createClient(name)).rejects.toMatchObject(unknown);
    await expect(manager.getServiceTools(name)).rejects.toMatchObject(unknown);
    expect(() => manager.status(name)).toThrow(expect.objectContaining(unknown));
    expect(manager.knownTools(name)).toBeUndefined();
  }
});

test('validateServices tells which services start', async () => {
  verifies('mcp-manager:validate');
  using gate = gates();
  await using manager = new McpManager({
    services: [good('a'), gate.failing('b')],
    spawner: countingSpawner(),
  });
  expect(await manager.validateServices()).toEqual({ a: true, b: false });
});

test('a hand-over that throws stops the process and keeps the tools', async () => {
  const logger = recordingLogger();
  const spawner = countingSpawner();
  const onLearned = () => {
    throw new Error('listener');
  };
  await using manager = new McpManager({ services: [good('a')], spawner, logger, onLearned });
  expect(await manager.getServiceTools('a')).toHaveLength(9);
  await expect.poll(() => spawner.running()).toBe(0);
});
