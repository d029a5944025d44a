import { randomBytes } from 'node:crypto';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { SessionSeal } from '../../../src/mcp/edge/legacy/session-seal.ts';
import { jsonOf, TestEndpoints, textOf } from './test-endpoints.ts';

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const ping = { jsonrpc: '2.0', id: 'p', method: 'ping' };

async function statusOf(endpoints: TestEndpoints, headers: Record<string, string>, path = '/mcp/gateway') {
  return (await endpoints.post(path, list, { headers })).status;
}

test('initialize answers with what the scope is, and a session id in visible ASCII', async () => {
  verifies('mcp-edge:initialize:result', 'mcp-edge:2025:session-id', 'mcp-edge:initialize:version');
  await using endpoints = await TestEndpoints.start();
  for (const version of ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05']) {
    const params = { protocolVersion: version, capabilities: {}, clientInfo: { name: 'c', version: '1' } };
    const answer = await endpoints.post('/mcp/gateway', {
      jsonrpc: '2.0',
      id: 0,
      method: 'initialize',
      params,
    });
    expect(answer.headers['mcp-session-id']).toMatch(/^[\x21-\x7e]+$/);
    expect(await jsonOf(answer)).toEqual({
      jsonrpc: '2.0',
      id: 0,
      result: {
        protocolVersion: version,
        capabilities: { tools: { listChanged: true }, vendor: { kept: true } },
        serverInfo: { name: 'test-gateway', version: '1.0.0' },
        instructions: 'Be kind.',
      },
    });
  }
});

test('a handshake that is none is -32602, and opens nothing', async () => {
  verifies('mcp-edge:initialize:params', 'mcp-edge:session:size');
  await using endpoints = await TestEndpoints.start();
  const wrong = [
    undefined,
    { capabilities: {} },
    { protocolVersion: 1 },
    { protocolVersion: '2025-11-25', capabilities: [] },
    { protocolVersion: '2025-11-25', clientInfo: 'me' },
    { protocolVersion: '2025-11-25', capabilities: { experimental: { x: 'x'.repeat(5_000) } } },
  ];
  for (const params of wrong) {
    const answer = await endpoints.post('/mcp/gateway', {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params,
    });
    expect([answer.status, answer.headers['mcp-session-id']]).toEqual([200, undefined]);
    expect(await jsonOf(answer)).toMatchObject({ id: 1, error: { code: -32_602 } });
  }
  endpoints.hub.failure = new Error('secret');
  const params = { protocolVersion: '2025-11-25', capabilities: {} };
  const answer = await endpoints.post('/mcp/gateway', {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params,
  });
  expect(await jsonOf(answer)).toMatchObject({ error: { code: -32_603, message: 'Internal error' } });
});

test('requests need a session id that the gateway has given, except initialize', async () => {
  verifies('mcp-edge:2025:session-missing', 'mcp-edge:session:forged');
  await using endpoints = await TestEndpoints.start();
  const { 'mcp-session-id': id = '' } = await endpoints.initialize();
  expect(await statusOf(endpoints, {})).toBe(400);
  const forged = [
    'x',
    '',
    randomBytes(200).toString('base64url'),
    `${id}x`,
    id.slice(1),
    `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`,
    `${id.slice(0, 40)}${id[40] === 'A' ? 'B' : 'A'}${id.slice(41)}`,
    new SessionSeal(randomBytes(32)).seal({
      scope: { kind: 'gateway' },
      caller: {
        principal: 'owner',
        sessionId: 's',
        era: '2025',
        protocolVersion: '2025-11-25',
        capabilities: {},
      },
      createdAt: Date.now(),
    }),
  ];
  for (const given of forged) {
    expect([given, await statusOf(endpoints, { 'mcp-session-id': given })]).toEqual([given, 404]);
  }
  expect(await statusOf(endpoints, { 'mcp-session-id': id })).toBe(200);
});

test('a session that was ended is 404, and what servers keep for it is given back', async () => {
  verifies('mcp-edge:2025:session-ended');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const ended = await endpoints.send('DELETE', '/mcp/gateway', { headers: session });
  expect([ended.status, await textOf(ended)]).toEqual([204, '']);
  expect(await statusOf(endpoints, session)).toBe(404);
  expect((await endpoints.send('DELETE', '/mcp/gateway', { headers: session })).status).toBe(404);
  expect((await endpoints.send('DELETE', '/mcp/gateway')).status).toBe(400);
  expect(endpoints.hub.closed).toHaveLength(1);
});

test('a client goes on with its session at the gateway that was started anew, as who it was', async () => {
  verifies('mcp-edge:session:restart');
  const sealingKey = randomBytes(32);
  const config = { server: { auth_token: randomBytes(8).toString('hex') } };
  await using before = await TestEndpoints.start({ sealingKey, config });
  const capabilities = { sampling: { tools: {} }, experimental: { x: 1 } };
  const session = await before.initialize('/mcp/servers/one', { version: '2025-06-18', capabilities });
  expect(await statusOf(before, session, '/mcp/servers/one')).toBe(200);
  await using after = await TestEndpoints.start({ sealingKey, config });
  expect(await statusOf(after, session, '/mcp/servers/one')).toBe(200);
  const [first, second] = [before, after].map(({ hub }) => hub.requests[0]?.caller);
  expect(second).toEqual({ ...first, address: undefined });
  expect(second).toMatchObject({ capabilities, protocolVersion: '2025-06-18', era: '2025' });
});

test('a session is of its principal and its endpoint', async () => {
  verifies('mcp-edge:session:bound');
  const sealingKey = randomBytes(32);
  await using endpoints = await TestEndpoints.start({ sealingKey });
  const session = await endpoints.initialize();
  expect(await statusOf(endpoints, session, '/mcp/servers/one')).toBe(404);
  const others = new SessionSeal(sealingKey).seal({
    scope: { kind: 'gateway' },
    caller: {
      principal: 'jwt:eve',
      sessionId: 's',
      era: '2025',
      protocolVersion: '2025-11-25',
      capabilities: {},
    },
    createdAt: Date.now(),
  });
  expect(await statusOf(endpoints, { 'mcp-session-id': others })).toBe(404);
});

test('a session id holds for its lifetime', async () => {
  verifies('mcp-edge:session:expires');
  const sealingKey = randomBytes(32);
  await using endpoints = await TestEndpoints.start({
    sealingKey,
    config: { mcp: { session_lifetime: 60 } },
  });
  const aged = (seconds: number) =>
    new SessionSeal(sealingKey).seal({
      scope: { kind: 'gateway' },
      caller: {
        principal: 'owner',
        sessionId: 's',
        era: '2025',
        protocolVersion: '2025-11-25',
        capabilities: {},
      },
      createdAt: Date.now() - seconds * 1000,
    });
  expect(await statusOf(endpoints, { 'mcp-session-id': aged(50) })).toBe(200);
  expect(await statusOf(endpoints, { 'mcp-session-id': aged(61) })).toBe(404);
  const known = await endpoints.initialize();
  expect(await statusOf(endpoints, known)).toBe(200);
  endpoints.mcp.edge.configure({ lifetimeMs: -1, idleMs: 60_000 });
  expect(await statusOf(endpoints, known)).toBe(404);
});

test('an unknown version header is 400; without one, the version is that of the session', async () => {
  verifies('mcp-edge:2025:version-header');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize('/mcp/gateway', { version: '2025-06-18' });
  const { 'mcp-protocol-version': _, ...without } = session;
  expect(await statusOf(endpoints, without)).toBe(200);
  expect(endpoints.hub.requests.at(-1)?.caller.protocolVersion).toBe('2025-06-18');
  for (const version of ['1999-01-01', 'x']) {
    const headers = { ...session, 'mcp-protocol-version': version };
    expect(await statusOf(endpoints, headers)).toBe(400);
    const listening = { ...headers, accept: 'text/event-stream' };
    expect((await endpoints.send('GET', '/mcp/gateway', { headers: listening })).status).toBe(400);
  }
});

test('clients take both types of answers, or get 406', async () => {
  verifies('mcp-edge:2025:accept');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const post = async (accept: string) => statusOf(endpoints, { ...session, accept });
  expect(await Promise.all(['application/json', 'text/event-stream', 'text/html'].map(post))).toEqual([
    406, 406, 406,
  ]);
  expect(
    await Promise.all(['*/*', 'application/*, text/*', 'TEXT/event-stream,application/JSON;q=1'].map(post)),
  ).toEqual([200, 200, 200]);
  const headers = { ...session, accept: 'application/json' };
  expect((await endpoints.send('GET', '/mcp/gateway', { headers })).status).toBe(406);
});

test('notifications and responses are taken with 202 and no body; what is no message is 400', async () => {
  verifies('mcp-edge:2025:accepted', 'mcp-edge:2025:refused');
  await using endpoints = await TestEndpoints.start();
  const headers = await endpoints.initialize();
  for (const message of [
    { jsonrpc: '2.0', method: 'notifications/initialized' },
    { jsonrpc: '2.0', method: 'notifications/roots/list_changed', params: { x: 1 } },
    { jsonrpc: '2.0', id: 'nobody-asked', result: {} },
  ]) {
    const answer = await endpoints.post('/mcp/gateway', message, { headers });
    expect([answer.status, await textOf(answer)]).toEqual([202, '']);
  }
  expect(endpoints.hub.notifications).toMatchObject([
    { method: 'notifications/roots/list_changed', params: { x: 1 }, caller: { era: '2025' } },
  ]);
  for (const message of [
    '',
    '{',
    'null',
    '{}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"jsonrpc":"2.0","id":1}',
  ]) {
    const answer = await endpoints.post('/mcp/gateway', message, { headers });
    expect([message, answer.status]).toEqual([message, 400]);
    expect(await jsonOf(answer)).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
  }
});

test('ping is answered by the gateway', async () => {
  verifies('mcp-edge:ping');
  await using endpoints = await TestEndpoints.start();
  const answer = await endpoints.post('/mcp/gateway', ping, { headers: await endpoints.initialize() });
  expect(await jsonOf(answer)).toEqual({ jsonrpc: '2.0', id: 'p', result: {} });
});

test('an id that is under way is refused, and free when it is answered', async () => {
  verifies('mcp-edge:2025:ids');
  await using endpoints = await TestEndpoints.start();
  const headers = await endpoints.initialize();
  const done = Promise.withResolvers<object>();
  endpoints.hub.tools.set('waits', () => done.promise);
  const call = { jsonrpc: '2.0', id: 'same', method: 'tools/call', params: { name: 'waits' } };
  const first = endpoints.post('/mcp/gateway', call, { headers });
  await expect.poll(() => endpoints.hub.requests.length).toBe(1);
  const second = await endpoints.post('/mcp/gateway', call, { headers });
  expect(await jsonOf(second)).toMatchObject({ id: 'same', error: { code: -32_600 } });
  done.resolve({ content: [] });
  expect(await jsonOf(await first)).toMatchObject({ id: 'same', result: { content: [] } });
  const third = await endpoints.post('/mcp/gateway', call, { headers });
  expect(await jsonOf(third)).toMatchObject({ result: { content: [] } });
});

test('an unused session gives back what servers keep for it, and goes on when it is used again', async () => {
  verifies('mcp-edge:session:idle');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  endpoints.mcp.edge.configure({ lifetimeMs: 60_000, idleMs: 0 });
  endpoints.mcp.edge.forgetUnused();
  await expect.poll(() => endpoints.hub.closed.length).toBe(1);
  expect(endpoints.mcp.edge.counts.sessions).toBe(0);
  expect(await statusOf(endpoints, session)).toBe(200);
  expect(endpoints.mcp.edge.counts.sessions).toBe(1);
});
