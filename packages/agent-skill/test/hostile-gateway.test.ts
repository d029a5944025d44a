import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { McpGatewaySkill } from '../src/index.ts';
import { FixtureGateway } from './fixtures/gateway.ts';
import { allowPrivate, recordingLogger, startSkill } from './fixtures/skill.ts';

async function startAgainst(listener: RequestListener, request_timeout = 5) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const skill = new McpGatewaySkill(
    { gateway_url, auth_token: 'any', request_timeout, retry_attempts: 2 },
    { env: allowPrivate, logger: recordingLogger() },
  );
  const outcome = await skill.start().catch((error: unknown) => error);
  await skill.cleanup();
  server.closeAllConnections();
  server.close();
  return outcome;
}

test('an answer without end is left, not kept in memory', async () => {
  const chunk = Buffer.alloc(1024 * 1024, 'x');
  const outcome = await startAgainst((_request, response) => {
    response.on('error', () => {});
    const more = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  });
  expect(outcome).toMatchObject({ code: 'GW_SKILL_ANSWER', message: expect.stringContaining('more than') });
});

test('an answer that trickles has no more time than one that never begins', async () => {
  const started = performance.now();
  const outcome = await startAgainst((_request, response) => {
    const trickle = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(trickle));
  }, 0.2);
  expect(outcome).toMatchObject({ code: 'GW_SKILL_TIMEOUT' });
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('a gateway that redirects in circles is left', async () => {
  let requests = 0;
  const outcome = await startAgainst((request, response) => {
    requests += 1;
    response.writeHead(307, { location: request.url }).end();
  });
  expect(outcome).toMatchObject({ code: 'GW_SKILL_REDIRECT' });
  expect(requests).toBe(6);
});

test.each([[], null, 'text', { tools: 'none' }, { tools: [null, 5, {}, { name: '' }, { name: 7 }] }])(
  'a listing of %j is a listing of nothing',
  async body => {
    await using gateway = await FixtureGateway.start();
    const text = JSON.stringify(body);
    gateway.mishaps.set('GET /services/greeter', [{ kind: 'answer', status: 200, body: text }]);
    await using skill = await startSkill(gateway);
    expect(skill.getTools().map(tool => tool.name)).toEqual(['_mcp_gateway_hangup']);
  },
);

test('names such as __proto__ and constructor are names like others', async () => {
  await using gateway = await FixtureGateway.start();
  const inputSchema = JSON.parse(
    '{"properties":{"__proto__":{"type":"integer"},"constructor":{}}}',
  ) as object;
  gateway.services.set('greeter', [{ name: '__proto__', inputSchema: { ...inputSchema } }]);
  await using skill = await startSkill(gateway);
  const [tool] = skill.getTools();
  expect(tool?.name).toBe('mcp_greeter___proto__');
  expect(Object.keys(tool?.parameters ?? {})).toEqual(['__proto__', 'constructor']);
  expect(({} as { type?: unknown }).type).toBeUndefined();
});

test('cleanup ends calls that are under way', async () => {
  await using gateway = await FixtureGateway.start();
  const skill = await startSkill(gateway);
  gateway.mishaps.set('POST /services', [{ kind: 'hang', after: 'nothing' }]);
  const answer = skill.invoke('mcp_greeter_greet', { name: 'A' }, { call_id: 'c' });
  await expect.poll(() => gateway.calls().length).toBe(1);
  await skill.cleanup();
  expect((await answer).response).toBe('Failed to call greeter.greet: the request was cancelled');
});
