import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway } from './fixtures/gateway.ts';
import { recordingLogger, startSkill } from './fixtures/skill.ts';

test('every tool of every service becomes a function when no services are named', async () => {
  verifies('skill:tools:all-services', 'skill:tools:name', 'skill:tools:description');
  await using gateway = await FixtureGateway.start();
  gateway.services.set('todo', [
    { name: 'add_todo' },
    { name: 'list_todos', description: 'Lists the items' },
  ]);
  await using skill = await startSkill(gateway);
  expect(skill.getTools().map(({ name, description }) => ({ name, description }))).toEqual([
    { name: 'mcp_greeter_greet', description: '[greeter] Greet someone by name' },
    { name: 'mcp_todo_add_todo', description: '[todo] add_todo' },
    { name: 'mcp_todo_list_todos', description: '[todo] Lists the items' },
    { name: '_mcp_gateway_hangup', description: expect.any(String) },
  ]);
});

test('named services and tools are the only ones, under the prefix that was asked for', async () => {
  verifies('skill:tools:selection', 'skill:parameters:tool-prefix');
  await using gateway = await FixtureGateway.start();
  gateway.services.set('todo', [{ name: 'add_todo' }, { name: 'list_todos' }, { name: 'clear' }]);
  gateway.services.set('calculator', [{ name: 'add' }]);
  await using skill = await startSkill(gateway, {
    services: [{ name: 'todo', tools: ['list_todos', 'clear'] }, 'greeter'],
    tool_prefix: 'ext_',
  });
  const names = skill.getTools().map(tool => tool.name);
  expect(names).toEqual([
    'ext_todo_list_todos',
    'ext_todo_clear',
    'ext_greeter_greet',
    '_mcp_gateway_hangup',
  ]);
  expect(gateway.count('GET', '/services/calculator')).toBe(0);
});

test('the hangup function is marked for the platform', async () => {
  verifies('skill:hangup:function');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  const [hook] = skill.getTools().filter(tool => tool.isHangupHook);
  expect(hook).toMatchObject({ name: '_mcp_gateway_hangup', parameters: {} });
});

test('names hold only what SWAIG endpoints accept, and clashes stay apart, while calls use the true names', async () => {
  verifies('skill:tools:callable-names');
  await using gateway = await FixtureGateway.start();
  gateway.services.clear();
  gateway.services.set('every-thing', [{ name: 'get-sum', run: () => ({ result: 'dashed' }) }]);
  gateway.services.set('every_thing', [{ name: 'get_sum', run: () => ({ result: 'underscored' }) }]);
  await using skill = await startSkill(gateway);
  const names = skill.getTools().map(tool => tool.name);
  expect(names).toEqual(['mcp_every_thing_get_sum', 'mcp_every_thing_get_sum_2', '_mcp_gateway_hangup']);
  expect(await skill.invoke('mcp_every_thing_get_sum')).toEqual({ response: 'dashed' });
  expect(await skill.invoke('mcp_every_thing_get_sum_2')).toEqual({ response: 'underscored' });
});

test('a service that cannot be listed leaves the others usable and is named in the log', async () => {
  verifies('skill:tools:failing-service');
  await using gateway = await FixtureGateway.start();
  gateway.services.set('broken', [{ name: 'never' }]);
  const broken = { kind: 'answer', status: 500, body: { error: 'Service error' } } as const;
  gateway.mishaps.set('GET /services/broken', [broken, broken, broken]);
  const logger = recordingLogger();
  await using skill = await startSkill(gateway, {}, logger);
  expect(skill.getTools().map(tool => tool.name)).toEqual(['mcp_greeter_greet', '_mcp_gateway_hangup']);
  expect(logger.lines.join('\n')).toContain('The tools of service broken could not be listed');
});
