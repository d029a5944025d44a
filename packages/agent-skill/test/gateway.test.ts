import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { node, startGateway } from '../../../test/e2e/gateway.ts';
import { McpGatewaySkill } from '../src/index.ts';
import { CuttingProxy } from './fixtures/cutting-proxy.ts';
import { allowPrivate, recordingLogger } from './fixtures/skill.ts';

const counter = fileURLToPath(new URL('./fixtures/counter.mjs', import.meta.url));
const services = { counter: { command: [node, counter] } };

test('on the gateway itself: an answer that is lost on the way is had again, and the tool has run once', async () => {
  verifies('skill:retry:runs-once', 'skill:hangup:closes-session');
  await using gateway = await startGateway({ services });
  await using proxy = await CuttingProxy.start(gateway.url);
  await using skill = new McpGatewaySkill(
    { gateway_url: proxy.url, auth_token: gateway.token },
    { env: allowPrivate, logger: recordingLogger() },
  );
  await skill.start();
  const call = { call_id: 'phone-1' };
  proxy.cuts = 2;
  expect(await skill.invoke('mcp_counter_count', {}, call)).toEqual({ response: '1' });
  expect(proxy.passed).toBe(3);
  expect(await skill.invoke('mcp_counter_count', {}, call)).toEqual({ response: '2' });
  expect(Object.keys((await gateway.request('/sessions')).json)).toEqual(['phone-1']);
  await skill.hangup(call);
  expect((await gateway.request('/sessions')).json).toEqual({});
});

test('on the gateway itself: over the rate limit the skill waits and then gets its answer', async () => {
  verifies('skill:retry:rate-limit');
  await using gateway = await startGateway({
    services,
    config: { rate_limiting: { call_limit: '1 per 2 second' } },
  });
  await using skill = new McpGatewaySkill(
    { gateway_url: gateway.url, auth_user: gateway.user, auth_password: gateway.password },
    { env: allowPrivate, logger: recordingLogger() },
  );
  await skill.start();
  const call = { call_id: 'phone-1' };
  const said = [
    await skill.invoke('mcp_counter_count', {}, call),
    await skill.invoke('mcp_counter_count', {}, call),
  ];
  expect(said.map(({ response }) => response)).toEqual(['1', '2']);
});

test('on the gateway itself: a tool that a server gains becomes a function', async () => {
  verifies('skill:tools:refresh');
  // Shared: the process that learns of the new tool is the one that the gateway lists.
  await using gateway = await startGateway({ services: { counter: { ...services.counter, shared: true } } });
  await using skill = new McpGatewaySkill(
    { gateway_url: gateway.url, auth_token: gateway.token },
    { env: allowPrivate, logger: recordingLogger() },
  );
  await skill.start();
  await skill.invoke('mcp_counter_grow', {}, { call_id: 'phone-1' });
  await expect
    .poll(async () => {
      await skill.refresh(0);
      return skill.getTools().map(tool => tool.name);
    })
    .toContain('mcp_counter_gained');
});
