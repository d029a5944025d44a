import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway, greet } from './fixtures/gateway.ts';
import { startSkill } from './fixtures/skill.ts';

const names = (skill: { getTools(): { name: string }[] }) => skill.getTools().map(tool => tool.name);

test('tools that a server gains or loses are taken up', async () => {
  verifies('skill:tools:refresh');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  gateway.services.set('greeter', [{ name: 'wave' }]);
  await skill.refresh(0);
  expect(names(skill)).toEqual(['mcp_greeter_wave', '_mcp_gateway_hangup']);
});

test('a list past its age is renewed by itself, looked at or not', async () => {
  verifies('skill:tools:refresh');
  await using gateway = await FixtureGateway.start();
  await using _skill = await startSkill(gateway, { refresh_interval: 0.05 });
  await expect.poll(() => gateway.count('GET', '/services/greeter/tools')).toBeGreaterThan(2);
  // The services themselves are under a far lower limit at the gateway.
  expect(gateway.seen.filter(({ path }) => path === '/services')).toHaveLength(1);
});

test('a young list is not asked for again', async () => {
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  for (let look = 0; look < 10; look++) names(skill);
  await skill.refresh();
  expect(gateway.count('GET', '/services/greeter/tools')).toBe(1);
});

test('a tool that the gateway denies is gone from the functions soon after', async () => {
  verifies('skill:tools:denied');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  gateway.services.set('greeter', [{ name: 'wave' }]);
  // The last listing is too young to doubt within its first second.
  await expect
    .poll(
      async () => {
        await skill.invoke('mcp_greeter_greet', { name: 'A' }, { call_id: 'c' });
        return names(skill);
      },
      { timeout: 5_000, interval: 100 },
    )
    .toEqual(['mcp_greeter_wave', '_mcp_gateway_hangup']);
});

test('a gateway that is away keeps the functions as they were', async () => {
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway, { retry_attempts: 1 });
  gateway.mishaps.set('GET /services', [{ kind: 'reset', after: 'nothing' }]);
  await skill.refresh(0);
  expect(names(skill)).toContain('mcp_greeter_greet');
});

test('a service that the gateway no longer has takes its functions along', async () => {
  await using gateway = await FixtureGateway.start();
  gateway.services.set('todo', [{ name: 'add' }]);
  await using skill = await startSkill(gateway, { services: ['greeter', 'todo'] });
  gateway.services.delete('todo');
  await skill.refresh(0);
  expect(names(skill)).toEqual(['mcp_greeter_greet', '_mcp_gateway_hangup']);
});

test('a service that was away at the start is taken up when it comes', async () => {
  await using gateway = await FixtureGateway.start();
  gateway.services.clear();
  await using skill = await startSkill(gateway, { services: ['greeter'] });
  expect(names(skill)).toEqual(['_mcp_gateway_hangup']);
  gateway.services.set('greeter', [greet]);
  await skill.refresh(0);
  expect(names(skill)).toEqual(['mcp_greeter_greet', '_mcp_gateway_hangup']);
});
