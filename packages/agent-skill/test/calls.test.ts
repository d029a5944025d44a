import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway } from './fixtures/gateway.ts';
import { startSkill } from './fixtures/skill.ts';

test('a call carries tool, arguments, session, idle time and metadata as the gateway expects them', async () => {
  verifies('skill:call:body', 'skill:call:idempotency-key');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway, { session_timeout: 120 });
  skill.setAgent({ name: 'greeter-agent' });
  const [greet] = skill.getTools();
  const answer = await greet?.handler(
    { name: 'World' },
    { call_id: 'call-1', timestamp: '2026-01-01T00:00:00Z' },
  );
  expect(answer).toEqual({ response: 'Hello, World!' });
  const [call] = gateway.calls();
  expect(call?.path).toBe('/services/greeter/call');
  expect(call?.body).toEqual({
    tool: 'greet',
    arguments: { name: 'World' },
    session_id: 'call-1',
    timeout: 120,
    metadata: { agent_id: 'greeter-agent', timestamp: '2026-01-01T00:00:00Z', call_id: 'call-1' },
  });
  expect(call?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
});

test('the session is the one of global_data where the agent chose one', async () => {
  verifies('skill:call:session-id');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  const request = { call_id: 'call-1', global_data: { mcp_call_id: 'chosen' } };
  await skill.invoke('mcp_greeter_greet', { name: 'A' }, request);
  expect([...gateway.sessions]).toEqual(['chosen']);
  await skill.hangup(request);
  expect([...gateway.sessions]).toEqual([]);
});

test('the hangup function closes the session of the call, and a session that is gone is no trouble', async () => {
  verifies('skill:hangup:closes-session');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  await skill.invoke('mcp_greeter_greet', { name: 'A' }, { call_id: 'call-1' });
  await skill.invoke('mcp_greeter_greet', { name: 'B' }, { call_id: 'call-2' });
  await skill.invoke('_mcp_gateway_hangup', {}, { call_id: 'call-1' });
  expect([...gateway.sessions]).toEqual(['call-2']);
  await expect(skill.hangup({ call_id: 'call-1' })).resolves.toHaveProperty('response');
});

test('a call without any id shares its session with nobody and leaves none behind', async () => {
  verifies('skill:call:no-id');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  await Promise.all([
    skill.invoke('mcp_greeter_greet', { name: 'A' }),
    skill.invoke('mcp_greeter_greet', { name: 'B' }),
  ]);
  expect(new Set(gateway.runs.map(run => run.sessionId)).size).toBe(2);
  await expect.poll(() => gateway.sessions.size).toBe(0);
});

test('each call has a key of its own', async () => {
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  await skill.invoke('mcp_greeter_greet', { name: 'A' }, { call_id: 'c' });
  await skill.invoke('mcp_greeter_greet', { name: 'A' }, { call_id: 'c' });
  expect(gateway.runs).toHaveLength(2);
});

test('the envelope that some hosts hand over is opened', async () => {
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  const envelope = { parsed: [{ name: 'Envelope' }], raw: '{"name":"Envelope"}' };
  const answer = await skill.invoke('mcp_greeter_greet', envelope, { call_id: 'c' });
  expect(answer.response).toBe('Hello, Envelope!');
});

test('a bearer token stands in for user and password', async () => {
  verifies('skill:parameters:token');
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway, { auth_token: gateway.token, auth_user: 'nobody' });
  await skill.invoke('mcp_greeter_greet', { name: 'A' }, { call_id: 'c' });
  expect(gateway.calls()[0]?.headers.authorization).toBe(`Bearer ${gateway.token}`);
});

test('a call that is aborted ends at once', async () => {
  await using gateway = await FixtureGateway.start();
  await using skill = await startSkill(gateway);
  gateway.mishaps.set('POST /services', [{ kind: 'hang', after: 'nothing' }]);
  const controller = new AbortController();
  const answer = skill.invoke(
    'mcp_greeter_greet',
    { name: 'A' },
    { call_id: 'c' },
    { signal: controller.signal },
  );
  await expect.poll(() => gateway.calls().length).toBe(1);
  controller.abort();
  expect((await answer).response).toBe('Failed to call greeter.greet: the request was cancelled');
});
