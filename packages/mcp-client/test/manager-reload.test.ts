import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpManager, McpService } from '../src/index.ts';
import { countingSpawner, gates } from './managed-services.ts';
import { fixtureService, textOf } from './start-client.ts';

const good = (name: string, edition = '') =>
  fixtureService('server', [], { name, env: { EDITION: edition } });

test('a reload tells what was added, removed and changed, by value', async () => {
  verifies('mcp-manager:reload:by-value');
  await using manager = new McpManager({
    services: [good('same'), good('old'), good('edited')],
    spawner: countingSpawner(),
  });
  const { services } = manager;
  expect(manager.configure([good('same'), good('edited', 'new'), good('new')])).toEqual({
    added: ['new'],
    removed: ['old'],
    changed: ['edited'],
  });
  expect(manager.services.get('same')).toEqual(services.get('same'));
  expect([...manager.services.keys()].toSorted()).toEqual(['edited', 'new', 'same']);
});

test('changed and added services are learned again; what had not changed is not', async () => {
  verifies('mcp-manager:reload:learns');
  const spawner = countingSpawner();
  await using manager = new McpManager({ services: [good('same'), good('edited')], spawner });
  manager.start();
  await expect.poll(() => manager.knownTools('same') && manager.knownTools('edited')).toBeTruthy();
  manager.configure([good('same'), good('edited', 'new'), good('new')]);
  expect(manager.knownTools('same')).toHaveLength(9);
  await expect.poll(() => manager.knownTools('new') && manager.knownTools('edited')).toBeTruthy();
  expect(spawner.started().toSorted()).toEqual(['edited', 'edited', 'new', 'same']);
});

test('attempts to learn removed services end; clients of theirs stay', async () => {
  verifies('mcp-manager:reload:removed');
  using gate = gates();
  const spawner = countingSpawner();
  await using manager = new McpManager({ services: [gate.slow('hangs'), good('used')], spawner });
  manager.start();
  const client = await manager.createClient('used');
  const waiting = manager.getServiceTools('hangs').catch((error: unknown) => error);
  manager.configure([]);
  expect(await waiting).toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  expect(textOf(await client.callTool('echo', { a: 1 }))).toBe('{"a":1}');
  await expect.poll(() => spawner.running()).toBe(1);
  await expect(manager.createClient('used')).rejects.toMatchObject({ code: 'GW_UNKNOWN_SERVICE' });
});

test('a client of an older configuration does not change the known tools', async () => {
  await using manager = new McpManager({ services: [good('a')], spawner: countingSpawner() });
  const old = await manager.createClient('a');
  manager.configure([good('a', 'new')]);
  await manager.getServiceTools('a');
  const changed = new Promise<void>(resolve => old.once('toolsChanged', () => resolve()));
  await old.callTool('add-tool', { name: 'new' });
  await changed;
  expect(manager.knownTools('a')).toHaveLength(9);
});

test('words, limits and spares change without a new process', async () => {
  verifies('mcp-manager:reload:by-value');
  const spawner = countingSpawner();
  await using manager = new McpManager({ services: [good('a')], spawner });
  await manager.getServiceTools('a');
  const before = good('a');
  const after = new McpService({ ...before, description: 'new words', callTimeoutMs: 1, warm: 2 });
  expect(manager.configure([after])).toEqual({ added: [], removed: [], changed: [] });
  expect(manager.services.get('a')).toMatchObject({ description: 'new words', callTimeoutMs: 1, warm: 2 });
  expect(manager.knownTools('a')).toHaveLength(9);
  expect(spawner.started()).toEqual(['a']);
});
