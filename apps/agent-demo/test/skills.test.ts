import { McpGatewaySkill } from '@gw/agent-skill';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createAgent } from '../src/index.ts';
import { functionsOf } from '../src/swaig-test/swaig-target.ts';
import { CountingSkill } from './fixtures/counting-skill.ts';
import { listen, post } from './fixtures/host.ts';

test('a skill is given its agent, started once and cleaned up with it', async () => {
  const skill = new CountingSkill();
  const agent = createAgent({ name: 'a', skills: [skill] });
  const host = await listen(agent);
  await agent.start();
  expect(skill).toMatchObject({ agentName: 'a', starts: 1, cleanups: 0 });
  await Promise.all([host.stop(), host.stop()]);
  expect(skill.cleanups).toBe(1);
});

test('an agent whose skill cannot start says why and listens to nobody', async () => {
  verifies('agent:skill:failure');
  const skill = new CountingSkill();
  skill.failure = new Error('nobody there');
  await expect(listen(createAgent({ name: 'a', skills: [skill] }))).rejects.toMatchObject({
    code: 'GW_AGENT_SKILL_FAILED',
    message: 'Skill counting: nobody there',
  });
  expect(skill.cleanups).toBe(1);
});

test('functions that a skill gains or loses are in the next SWML, and are answered or refused', async () => {
  verifies('agent:skill:refresh');
  const skill = new CountingSkill();
  await using host = await listen(createAgent({ name: 'a', skills: [skill] }));
  skill.refresh = async () => {
    skill.tools = ['recount'];
  };
  const { body } = await post(host, '/', {});
  expect(functionsOf(body).map(announced => announced.function)).toEqual([
    'recount',
    '_counting_hangup',
    'hangup_hook',
  ]);
  expect((await post(host, '/swaig', { function: 'recount' })).body).toEqual({ response: 'recount: 1' });
  expect((await post(host, '/swaig', { function: 'count' })).status).toBe(404);
});

test('a skill that takes its time to refresh holds up no call for long', async () => {
  const skill = new CountingSkill();
  skill.refresh = () => new Promise(() => {});
  await using host = await listen(createAgent({ name: 'a', skills: [skill] }));
  const { status, body } = await post(host, '/', {});
  expect(status).toBe(200);
  expect(functionsOf(body)).toHaveLength(3);
});

test("the agent's own function goes before a skill's of the same name, and two of its own are refused", async () => {
  const own = { name: 'count', description: 'Mine', handler: () => 'mine' };
  await using host = await listen(createAgent({ name: 'a', skills: [new CountingSkill()], tools: [own] }));
  expect((await post(host, '/swaig', { function: 'count' })).body).toEqual({ response: 'mine' });
  expect(() => createAgent({ name: 'a', tools: [own, own] })).toThrow(/Two functions are named count/);
});

test('a name that SWAIG cannot carry finds the function that stands in for it', async () => {
  const skill = new CountingSkill();
  skill.tools = ['mcp_every_thing_get_sum'];
  await using host = await listen(createAgent({ name: 'a', skills: [skill] }));
  const { body } = await post(host, '/swaig', { function: 'mcp_every-thing_get-sum' });
  expect(body).toEqual({ response: 'mcp_every_thing_get_sum: 1' });
});

test("the gateway skill is a skill for an agent, and its reason not to start is the agent's", async () => {
  const silent = () => {};
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  const skill = new McpGatewaySkill({}, { env: {}, logger });
  await expect(listen(createAgent({ name: 'a', skills: [skill] }))).rejects.toThrow(
    'Skill mcp_gateway: gateway_url is missing',
  );
});
