import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpGatewaySkill, type SkillTool } from '../src/index.ts';
import { FixtureGateway } from './fixtures/gateway.ts';
import { allowPrivate, recordingLogger } from './fixtures/skill.ts';

/** What SignalWire's TypeScript SDK does with a skill, in the order in which it does it. */
class SdkAgent {
  readonly name = 'sdk-agent';
  readonly toolRegistry = new Map<string, SkillTool & { extraFields?: Record<string, unknown> }>();
  readonly prompt: string[] = [];

  defineTool(tool: SkillTool & { extraFields?: Record<string, unknown> }): void {
    this.toolRegistry.set(tool.name, { ...tool });
  }

  async addSkill(skill: McpGatewaySkill): Promise<void> {
    skill.setAgent(this);
    const { constructor: skillClass } = skill as unknown as { constructor: typeof McpGatewaySkill };
    const missing = [...skill.validateEnvVars(), ...(await skill.validatePackages())];
    const described =
      Object.keys(skillClass.getParameterSchema()).length > 0 && skill.getInstanceKey() !== '';
    if (missing.length > 0 || !described || !(await skill.setup()))
      throw new Error('Failed to set up the skill');
    skill.markInitialized();
    this.take(skill);
  }

  /** A copy for one request: the skill is made anew from its class and a copy of its configuration. */
  copy(skill: McpGatewaySkill): { agent: SdkAgent; skill: McpGatewaySkill } {
    const { constructor: SkillClass, config } = skill as unknown as {
      constructor: new (config: object) => McpGatewaySkill;
      config: object;
    };
    const agent = new SdkAgent();
    const again = new SkillClass({ ...config });
    again.setAgent(agent);
    again.markInitialized();
    agent.take(again);
    return { agent, skill: again };
  }

  private take(skill: McpGatewaySkill): void {
    for (const tool of skill.getTools()) {
      this.defineTool(tool);
      const hook = tool.isHangupHook && { is_hangup_hook: true };
      const defined = this.toolRegistry.get(tool.name);
      if (defined) defined.extraFields = { ...skill.swaigFields, ...hook };
    }
    expect(skill.getDataMapTools()).toEqual([]);
    this.prompt.push(...skill.getPromptSections().map(({ title }) => title));
  }
}

async function addedSkill(gateway: FixtureGateway, parameters = {}) {
  const agent = new SdkAgent();
  const skill = new McpGatewaySkill(
    { ...gateway.access, ...parameters },
    { env: allowPrivate, logger: recordingLogger() },
  );
  await agent.addSkill(skill);
  return { agent, skill };
}

test('an agent of the SDK takes the skill and answers with its functions', async () => {
  verifies('skill:sdk:add-skill', 'skill:parameters:swaig-fields');
  await using gateway = await FixtureGateway.start();
  const fillers = { 'en-US': ['One moment'] };
  const { agent, skill } = await addedSkill(gateway, { swaig_fields: { fillers } });
  await using _ = skill;
  expect([...agent.toolRegistry.keys()]).toEqual(['mcp_greeter_greet', '_mcp_gateway_hangup']);
  expect(agent.prompt).toEqual(['MCP Gateway Integration']);
  const tool = agent.toolRegistry.get('mcp_greeter_greet');
  expect(tool?.extraFields).toEqual({ fillers });
  expect(await tool?.handler({ name: 'SDK' }, { call_id: 'c' })).toEqual({ response: 'Hello, SDK!' });
  expect(gateway.calls()[0]?.body?.metadata).toMatchObject({ agent_id: 'sdk-agent' });
});

test("tools gained and lost upstream reach the SDK's own list", async () => {
  verifies('skill:sdk:refresh');
  await using gateway = await FixtureGateway.start();
  const { agent, skill } = await addedSkill(gateway, { swaig_fields: { wait_file: 'a.wav' } });
  await using _ = skill;
  gateway.services.set('greeter', [{ name: 'wave' }]);
  await skill.refresh(0);
  expect([...agent.toolRegistry.keys()].sort()).toEqual(['_mcp_gateway_hangup', 'mcp_greeter_wave']);
  expect(agent.toolRegistry.get('_mcp_gateway_hangup')?.extraFields).toEqual({
    wait_file: 'a.wav',
    is_hangup_hook: true,
  });
});

test('the copy that the SDK makes for a request has the functions at once, and asks the gateway for nothing', async () => {
  verifies('skill:sdk:copies');
  await using gateway = await FixtureGateway.start();
  const { agent, skill } = await addedSkill(gateway);
  await using _ = skill;
  const before = gateway.seen.length;
  const copy = agent.copy(skill);
  expect([...copy.agent.toolRegistry.keys()]).toEqual(['mcp_greeter_greet', '_mcp_gateway_hangup']);
  expect(await copy.skill.setup()).toBe(true);
  expect(gateway.seen.length).toBe(before);
  await copy.skill.cleanup();
  expect((await skill.invoke('mcp_greeter_greet', { name: 'still' }, { call_id: 'c' })).response).toBe(
    'Hello, still!',
  );
});
