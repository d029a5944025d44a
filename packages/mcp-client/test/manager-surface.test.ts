import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { type ListKind, McpManager, type McpService } from '../src/index.ts';
import { countingSpawner } from './managed-services.ts';
import { fixtureService, textOf } from './start-client.ts';

const asker = (name = 'a') => fixtureService('asker', [], { name });
const modern = (name = 'm', args: readonly string[] = []) => fixtureService('modern', args, { name });

function manage(services: readonly McpService[]) {
  const spawner = countingSpawner();
  const manager = new McpManager({ services, spawner });
  const told: unknown[][] = [];
  manager.events.on('learned', (...args) => void told.push(['learned', ...args]));
  manager.events.on('listChanged', (...args) => void told.push(['listChanged', ...args]));
  manager.events.on('failed', (service, { code }) => void told.push(['failed', service, code]));
  return { spawner, manager, told };
}

test('all that a service shows is learned by the start that learns its tools', async () => {
  verifies('mcp-upstream:surface:learned');
  const { spawner, manager, told } = manage([asker(), modern()]);
  await using _ = manager;
  manager.start();
  await expect
    .poll(() => told.toSorted())
    .toEqual([
      ['learned', 'a'],
      ['learned', 'm'],
    ]);
  expect(manager.surface('a')).toEqual({
    identity: {
      era: '2025',
      protocolVersion: '2025-11-25',
      serverInfo: { name: 'fixture', version: '1.0.0' },
      capabilities: expect.objectContaining({ logging: {} }),
      instructions: undefined,
    },
    lists: {
      tools: manager.knownTools('a'),
      resources: [
        expect.objectContaining({ uri: 'test://one' }),
        expect.objectContaining({ uri: 'test://two' }),
      ],
      resourceTemplates: [{ uriTemplate: 'test://{id}', name: 'any' }],
      prompts: [{ name: 'greet', version: 1 }],
    },
    hints: {},
  });
  expect(manager.surface('m')).toMatchObject({
    identity: { era: '2026', instructions: 'Be kind' },
    lists: { resourceTemplates: [] },
    hints: { tools: { ttlMs: 60_000 }, prompts: { cacheScope: 'private' } },
  });
  expect(await manager.getSurface('a')).toBe(manager.surface('a'));
  expect(spawner.started().toSorted()).toEqual(['a', 'm']);
});

test('a list that hangs delays neither the tools nor, for long, the rest', async () => {
  verifies('mcp-upstream:surface:tools-first');
  const { manager } = manage([
    fixtureService('faults', ['hanging-prompts'], { name: 'h', callTimeoutMs: 200 }),
  ]);
  await using _ = manager;
  expect(await manager.getServiceTools('h')).toHaveLength(1);
  expect(manager.surface('h')).toBeUndefined();
  const surface = await manager.getSurface('h');
  expect(surface.lists).toMatchObject({ prompts: [], tools: [{ name: 'echo' }] });
});

test('who asks for the surface of a service that is not learned yet waits for it', async () => {
  verifies('mcp-upstream:surface:waits');
  const { spawner, manager } = manage([asker()]);
  await using _ = manager;
  expect(manager.surface('a')).toBeUndefined();
  const [one, other] = await Promise.all([manager.getSurface('a'), manager.getSurface('a')]);
  expect(one).toBe(other);
  expect(spawner.started()).toEqual(['a']);
  await expect(manager.getSurface('absent')).rejects.toMatchObject({ code: 'GW_UNKNOWN_SERVICE' });
});

test("a session's start learns the rest beside", async () => {
  const { spawner, manager, told } = manage([asker()]);
  await using _ = manager;
  await manager.createClient('a');
  expect(await manager.getSurface('a')).toMatchObject({ lists: { prompts: [{ name: 'greet' }] } });
  expect(told).toEqual([['learned', 'a']]);
  expect(spawner.started()).toEqual(['a']);
});

test('who told the tools and ended before it told the rest is started again for it', async () => {
  const { spawner, manager } = manage([fixtureService('faults', ['dies-on-prompts'], { name: 'd' })]);
  await using _ = manager;
  expect(await manager.getServiceTools('d')).toHaveLength(1);
  await expect(manager.getSurface('d')).rejects.toMatchObject({ code: 'GW_UPSTREAM_START_FAILED' });
  expect(spawner.started().length).toBeGreaterThanOrEqual(1);
  expect(manager.status('d').state).toBe('ready');
});

test('a change that any client hears of reaches the surface, and is told of once', async () => {
  verifies('mcp-upstream:surface:changed');
  const { manager, told } = manage([modern()]);
  await using _ = manager;
  await manager.getSurface('m');
  const [one, other] = await Promise.all([manager.createClient('m'), manager.createClient('m')]);
  told.length = 0;
  await one.callTool('change', { list: 'resources' });
  await expect.poll(() => manager.surface('m')?.lists.resources).toMatchObject([{ version: 2 }]);
  await other.callTool('change', { list: 'resources' });
  await other.callTool('echo', {});
  await expect.poll(() => told).toEqual([['listChanged', 'm', 'resources' satisfies ListKind]]);
});

test('a service that fails is told of', async () => {
  verifies('mcp-upstream:surface:failed');
  const { manager, told } = manage([fixtureService('faults', ['exit-at-start'], { name: 'f' })]);
  await using _ = manager;
  manager.start();
  await expect.poll(() => told).toEqual([['failed', 'f', 'GW_UPSTREAM_START_FAILED']]);
  expect(manager.surface('f')).toBeUndefined();
});

test('what a service shows to clients with other capabilities is learned apart, once for each', async () => {
  verifies('mcp-upstream:surface:profiles');
  const { spawner, manager } = manage([fixtureService('faults', ['shows-more'], { name: 's' })]);
  await using _ = manager;
  const names = (capabilities: object) =>
    manager.learnProfile('s', { ...capabilities }).then(({ lists }) => lists.tools.map(({ name }) => name));
  const form = { elicitation: { form: {} }, roots: {} };
  expect(await Promise.all([names(form), names({ roots: {}, elicitation: { form: {} } })])).toEqual([
    ['echo', 'elicitation', 'roots'],
    ['echo', 'elicitation', 'roots'],
  ]);
  expect(spawner.started()).toHaveLength(1);
  expect(await names({ sampling: {} })).toEqual(['echo', 'sampling']);
  expect(await names({})).toEqual(['echo']);
  expect(manager.knownTools('s')).toHaveLength(1);
  expect(await names(form)).toHaveLength(3);
  expect(spawner.started()).toHaveLength(3);
  await expect.poll(() => spawner.running()).toBe(0);
});

test('eight profiles are kept, those asked for last', async () => {
  verifies('mcp-upstream:surface:profiles');
  const { spawner, manager } = manage([fixtureService('faults', ['shows-more'], { name: 's' })]);
  await using _ = manager;
  const learn = (n: number) => manager.learnProfile('s', { [`com.example/${n}`]: {} });
  for (let n = 0; n < 8; n++) await learn(n);
  await learn(0);
  await learn(8);
  expect(spawner.started()).toHaveLength(9);
  await learn(0);
  expect(spawner.started()).toHaveLength(9);
  await learn(1);
  expect(spawner.started()).toHaveLength(10);
});

test('a client is made with the capabilities and the handler of its caller', async () => {
  verifies('mcp-upstream:surface:clients');
  const { manager } = manage([asker()]);
  await using _ = manager;
  const client = await manager.createClient('a', {
    capabilities: { roots: {} },
    onRequest: async method => ({ result: { asked: method } }),
  });
  expect(client.capabilities).toEqual({ roots: {} });
  expect(textOf(await client.callTool('ask', { method: 'roots/list' }))).toBe(
    '[{"result":{"asked":"roots/list"}}]',
  );
  expect(manager.knownTools('a')).toBeUndefined();
});

test('what was remembered from an earlier run answers listings at once, and is learned all the same', async () => {
  verifies('mcp-manager:surface:remembered');
  const earlier = manage([asker()]);
  const surface = await earlier.manager.getSurface('a');
  await earlier.manager.shutdown();
  const { spawner, manager, told } = manage([asker()]);
  await using _ = manager;
  manager.remember('a', { ...surface, lists: { ...surface.lists, tools: [{ name: 'from-before' }] } });
  manager.remember('nobody', surface);
  expect(await manager.getServiceTools('a')).toEqual([{ name: 'from-before' }]);
  expect((await manager.getSurface('a')).identity).toEqual(surface.identity);
  expect(manager.status('a').state).toBe('queued');
  expect(spawner.started()).toEqual([]);
  manager.start();
  await expect.poll(() => told).toContainEqual(['learned', 'a']);
  expect(told).toContainEqual(['listChanged', 'a', 'tools']);
  expect(manager.knownTools('a')).toEqual(surface.lists.tools);
  manager.remember('a', { ...surface, lists: { ...surface.lists, tools: [] } });
  expect(manager.knownTools('a')).toEqual(surface.lists.tools);
  expect(manager.status('a').state).toBe('ready');
});

test('what was remembered until it is needed starts nothing, and is learned by the first client', async () => {
  verifies('mcp-manager:surface:until-needed');
  const earlier = manage([asker()]);
  const surface = await earlier.manager.getSurface('a');
  await earlier.manager.shutdown();
  const { spawner, manager, told } = manage([asker()]);
  await using _ = manager;
  const before = { ...surface, lists: { ...surface.lists, tools: [{ name: 'from-before' }] } };
  manager.start();
  manager.remember('a', before, { untilNeeded: true });
  expect(await manager.getServiceTools('a')).toEqual([{ name: 'from-before' }]);
  expect(manager.status('a').state).toBe('idle');
  const client = await manager.createClient('a');
  expect(spawner.started()).toHaveLength(1);
  await expect.poll(() => told).toContainEqual(['learned', 'a']);
  expect(told).toContainEqual(['listChanged', 'a', 'tools']);
  expect(manager.knownTools('a')).toEqual(surface.lists.tools);
  expect(manager.status('a').state).toBe('ready');
  await client.stop();
});
