import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway, toolServer } from './test-gateway.ts';

const secret = 'hunter2-in-the-command';
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    services: {
      tools: {},
      missing: { command: [`/no/such/${secret}`] },
      broken: { command: [process.execPath, '-e', `console.error('${secret}'); process.exit(1)`] },
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const leaksNothing = (body: string) => {
  expect(body).not.toContain(secret);
  expect(body).not.toMatch(/\s+at .*\.(?:ts|js|mjs):\d+/);
  for (const path of toolServer) expect(body).not.toContain(path);
};

test("a tool's JSON-RPC error is 500 with the server's own message and code", async () => {
  verifies('server:call:rpc-error');
  const answer = await gateway.call('refuse');
  expect([answer.statusCode, answer.json()]).toEqual([500, { error: 'No such colour: /blue', code: -32042 }]);
});

test.each(['missing', 'broken'])('a server that cannot be started is 502: %s', async service => {
  verifies('server:call:unreachable', 'server:errors:no-internals');
  const answer = await gateway.call('echo', {}, { service });
  expect(answer.statusCode).toBe(502);
  expect(answer.json().error).toContain(service);
  leaksNothing(answer.body);
  // The operator learns what the caller doesn't.
  expect(JSON.stringify(gateway.logged.map(({ fields }) => fields))).toContain(service);
});

test('a server that dies during a call is 502, at once', async () => {
  verifies('server:call:died', 'server:errors:no-internals');
  const started = performance.now();
  const answer = await gateway.call('die', {}, { session_id: 'dies' });
  expect(answer.statusCode).toBe(502);
  expect(performance.now() - started).toBeLessThan(5_000);
  leaksNothing(answer.body);
});

test('a call that is out of time is 504; call_timeout is in seconds', async () => {
  verifies('server:call:timeout', 'server:call:call-timeout');
  const answer = await gateway.call('hang', {}, { call_timeout: 0.05, session_id: 'hangs' });
  expect(answer.statusCode).toBe(504);
  expect(Object.keys(answer.json())).toEqual(['error']);
  expect((await gateway.call('echo', { text: 'on' }, { session_id: 'hangs' })).json().result).toBe('on');
});

test("without call_timeout, the service's own limit holds", async () => {
  verifies('server:call:call-timeout');
  await using quick = await startTestGateway({ services: { tools: { call_timeout: 0.05 } } });
  expect((await quick.call('hang')).statusCode).toBe(504);
});

test('over a limit of sessions a call is 429 with the limit and Retry-After', async () => {
  verifies('server:call:session-limit');
  await using small = await startTestGateway({
    services: { tools: {}, other: {} },
    config: { session: { max_sessions_per_service: 1, max_total_sessions: 2 } },
  });
  await small.call('echo');
  const service = await small.call('echo', {}, { session_id: 's2' });
  expect([service.statusCode, service.json()]).toEqual([
    429,
    { error: 'Maximum sessions (1) reached for service tools' },
  ]);
  expect(service.headers['retry-after']).toMatch(/^[1-9]\d*$/);
  await small.call('echo', {}, { service: 'other', session_id: 's2' });
  const total = await small.call('echo', {}, { service: 'other', session_id: 's3' });
  expect([total.statusCode, total.json()]).toEqual([429, { error: 'Maximum total sessions (2) reached' }]);
  expect(total.headers['retry-after']).toMatch(/^[1-9]\d*$/);
});

test('a session that is closed under a call answers it with 409', async () => {
  verifies('server:call:closed-meanwhile');
  const hanging = gateway.call('hang', {}, { session_id: 'closing' });
  await expect.poll(() => gateway.sessions.get('closing')?.services.tools?.calls).toBe(1);
  await gateway.inject({ method: 'DELETE', url: '/sessions/closing' });
  const answer = await hanging;
  expect([answer.statusCode, answer.json()]).toEqual([
    409,
    { error: 'Session closing was closed during the call' },
  ]);
});

test('while the gateway stops, calls are refused with 503', async () => {
  verifies('server:call:stopping');
  await using stopping = await startTestGateway();
  await stopping.call('echo');
  await stopping.sessions.shutdown();
  const answer = await stopping.call('echo');
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBeDefined();
});
