import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { McpGatewaySkill, type SkillParameters } from '../src/index.ts';
import { FixtureGateway } from './fixtures/gateway.ts';
import { allowPrivate, recordingLogger } from './fixtures/skill.ts';

const complete = { gateway_url: 'https://gateway.example.com', auth_token: 'generated-elsewhere' };

async function reasonOf(parameters: object, env = {}): Promise<string> {
  const logger = recordingLogger();
  const skill = new McpGatewaySkill(parameters as SkillParameters, { env, logger });
  expect(await skill.setup()).toBe(false);
  await skill.cleanup();
  return logger.lines.join('\n');
}

test('setup names every parameter that is missing or wrong', async () => {
  verifies('skill:setup:parameters');
  const reason = await reasonOf({ auth_user: 'admin', retry_attempts: 0, services: [{}], verify_ssl: 'no' });
  for (const name of ['gateway_url', 'auth_password', 'retry_attempts', 'services[0]', 'verify_ssl'])
    expect(reason).toContain(name);
});

test.each<[object, string]>([
  [{ gateway_url: 'ftp://x' }, 'http or https'],
  [{ gateway_url: 'https://user:secret@x' }, 'must not hold credentials'],
  [{ auth_token: '' }, 'auth_token, or auth_user and auth_password'],
  [{ auth_token: 'a\r\nb: c' }, 'auth_token'],
  [{ session_timeout: 4_000 }, 'session_timeout'],
  [{ request_timeout: Number.NaN }, 'request_timeout'],
  [{ swaig_fields: 'none' }, 'swaig_fields'],
  [{ services: 'todo' }, 'services must be a list'],
  [{ services: [{ name: 'todo', tools: [1] }] }, 'services[0].tools'],
])('setup refuses %j', async (wrong, reason) => {
  expect(await reasonOf({ ...complete, ...wrong })).toContain(reason);
});

test('start throws what setup logs, with a code', async () => {
  const skill = new McpGatewaySkill({}, { env: {} });
  await expect(skill.start()).rejects.toMatchObject({ name: 'SkillError', code: 'GW_SKILL_PARAMETERS' });
});

test('setup asks for the health of the gateway, and fails where it has none', async () => {
  verifies('skill:setup:health');
  await using gateway = await FixtureGateway.start();
  await using skill = new McpGatewaySkill(gateway.access, { env: allowPrivate });
  expect(await skill.setup()).toBe(true);
  expect(gateway.seen[0]?.path).toBe('/health');
  const down = { kind: 'answer', status: 503, body: 'down' } as const;
  gateway.mishaps.set('GET /health', [down, down, down]);
  expect(await reasonOf(gateway.access, allowPrivate)).toContain('503');
});

test('a gateway that is not there fails setup with where it was looked for', async () => {
  const gateway = await FixtureGateway.start();
  const { access } = gateway;
  await gateway[Symbol.asyncDispose]();
  expect(await reasonOf(access, allowPrivate)).toMatch(
    /127\.0\.0\.1:\d+ could not be reached: .*ECONNREFUSED/,
  );
});

test('credentials come from the environment where the parameters have none', async () => {
  await using gateway = await FixtureGateway.start();
  const env = {
    ...allowPrivate,
    MCP_GATEWAY_AUTH_USER: gateway.user,
    MCP_GATEWAY_AUTH_PASSWORD: gateway.password,
  };
  await using skill = new McpGatewaySkill({ gateway_url: gateway.url }, { env });
  await skill.start();
  expect(skill.getTools()).toHaveLength(2);
});

test('two starts at once are one', async () => {
  await using gateway = await FixtureGateway.start();
  await using skill = new McpGatewaySkill(gateway.access, { env: allowPrivate });
  await Promise.all([skill.start(), skill.setup(), skill.start()]);
  expect(gateway.count('GET', '/health')).toBe(1);
});

test('after cleanup there are no functions, and using one says why', async () => {
  await using gateway = await FixtureGateway.start();
  const skill = new McpGatewaySkill(gateway.access, { env: allowPrivate });
  await skill.start();
  await skill.cleanup();
  await skill.cleanup();
  expect(skill.getTools()).toEqual([]);
  await expect(skill.invoke('mcp_greeter_greet')).rejects.toMatchObject({ code: 'GW_SKILL_NOT_STARTED' });
});

test('what the agent gains beside the functions: hints, global data, a prompt section', async () => {
  verifies('skill:agent:hints', 'skill:agent:global-data', 'skill:agent:prompt');
  await using gateway = await FixtureGateway.start();
  gateway.services.set('todo', [{ name: 'a' }, { name: 'b' }]);
  const services = [{ name: 'greeter' }, { name: 'todo', tools: ['a'] }];
  await using skill = new McpGatewaySkill({ ...gateway.access, services }, { env: allowPrivate });
  await skill.start();
  expect(skill.getHints()).toEqual(['MCP', 'gateway', 'greeter', 'todo']);
  expect(skill.getGlobalData()).toEqual({
    mcp_gateway_url: gateway.url,
    mcp_session_id: null,
    mcp_services: ['greeter', 'todo'],
  });
  const [section] = skill.getPromptSections();
  expect(section?.title).toBe('MCP Gateway Integration');
  expect(section?.bullets?.[0]).toBe('Services: greeter (all tools), todo (1 tool)');
  expect(JSON.stringify(section)).not.toContain(gateway.password);
});

test('skip_prompt leaves the prompt alone', async () => {
  verifies('skill:parameters:skip-prompt');
  await using gateway = await FixtureGateway.start();
  await using skill = new McpGatewaySkill({ ...gateway.access, skip_prompt: true }, { env: allowPrivate });
  await skill.start();
  expect(skill.getPromptSections()).toEqual([]);
});

test('the schema of the parameters names each with the default that it has', () => {
  verifies('skill:parameters:schema', 'skill:parameters:defaults');
  const schema = McpGatewaySkill.getParameterSchema();
  const defaults = Object.fromEntries(Object.entries(schema).map(([name, entry]) => [name, entry.default]));
  expect(defaults).toEqual({
    gateway_url: undefined,
    auth_token: undefined,
    auth_user: undefined,
    auth_password: undefined,
    services: [],
    session_timeout: 300,
    tool_prefix: 'mcp_',
    retry_attempts: 3,
    request_timeout: 30,
    verify_ssl: true,
    refresh_interval: 60,
    swaig_fields: {},
    skip_prompt: false,
  });
  expect(McpGatewaySkill.SKILL_NAME).toBe('mcp_gateway');
});
