import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({
    services: {
      zebra: hostile('', { description: 'Last' }),
      alpha: hostile('', { description: 'First' }),
      off: hostile('', { enabled: false }),
      broken: { command: ['/no/such/program'], description: 'Never starts' },
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const call = (body: unknown, service = 'alpha') =>
  gateway.request(`/services/${service}/call`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-xss-protection': '1; mode=block',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none';",
};

describe('GET /health', () => {
  test('answers anyone, with the time and the version', async () => {
    verifies('rest:health:open');
    const response = await fetch(`${gateway.url}/health`);
    const body = (await response.json()) as { status: string; timestamp: string; version: string };
    expect(response.status).toBe(200);
    expect(body.status).toBe('healthy');
    expect(Math.abs(Date.parse(body.timestamp) - Date.now())).toBeLessThan(60_000);
    expect(body.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('GET /services', () => {
  test('is an object of the enabled services in alphabetical order', async () => {
    verifies('rest:services:listing');
    const { status, json } = await gateway.request('/services');
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['alpha', 'broken', 'zebra']);
    expect(json.alpha).toEqual({
      description: 'First',
      enabled: true,
      command: (hostile() as { command: string[] }).command,
    });
  });
});

describe('GET /services/{name}/tools', () => {
  test('lists the tools as the server describes them, unknown fields included', async () => {
    verifies('rest:tools:listing');
    const { status, json } = await gateway.request('/services/alpha/tools');
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['service', 'tools']);
    expect(json.service).toBe('alpha');
    expect((json.tools as unknown[])[0]).toEqual({
      name: 'echo',
      description: 'Does echo',
      inputSchema: { type: 'object', properties: { any: { type: 'string', description: 'Anything' } } },
      annotations: { title: 'echo' },
    });
  });

  test.each([
    ['nowhere', 'Unknown service: nowhere'],
    ['off', 'Unknown service: off'],
    ['a'.repeat(65), 'Invalid service name length'],
    ['no%20spaces', 'Service name contains invalid characters'],
    ['a%2Fb', 'Service name contains invalid characters'],
  ])('of %s is refused with the reason', async (name, error) => {
    verifies('rest:tools:bad-name');
    expect(await gateway.request(`/services/${name}/tools`)).toMatchObject({ status: 400, json: { error } });
  });

  test('of a service that fails is a Service error, without its reason', async () => {
    verifies('rest:tools:service-error');
    const answer = await gateway.request('/services/broken/tools');
    expect(answer).toMatchObject({ status: 500, text: JSON.stringify({ error: 'Service error' }) });
  });
});

describe('POST /services/{name}/call', () => {
  test('answers with the text of the first content item', async () => {
    verifies('rest:call:answer');
    const { status, json } = await call({ tool: 'echo', session_id: 'c.1_A-z', arguments: { any: 'thing' } });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      session_id: 'c.1_A-z',
      service: 'alpha',
      tool: 'echo',
      result: '{"any":"thing"}',
      content: [{ type: 'text', text: '{"any":"thing"}' }],
    });
  });

  test('has arguments {} when the body has none', async () => {
    verifies('rest:call:arguments-default');
    expect(await call({ tool: 'echo', session_id: 'c1' })).toMatchObject({ json: { result: '{}' } });
  });

  test('has the whole MCP result where the first item is no text', async () => {
    verifies('rest:call:whole-result');
    const whole = { content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] };
    expect(await call({ tool: 'image', session_id: 'c1' })).toMatchObject({ json: { result: whole } });
    expect(await call({ tool: 'empty', session_id: 'c1' })).toMatchObject({
      json: { result: { content: [] } },
    });
  });

  test('keeps all content, structuredContent and isError beside the result', async () => {
    verifies('rest:call:beside-result');
    expect((await call({ tool: 'mixed', session_id: 'c1' })).json).toMatchObject({
      result: 'first',
      content: [
        { type: 'text', text: 'first' },
        { type: 'text', text: 'second' },
      ],
      structuredContent: { answer: 42 },
    });
    expect((await call({ tool: 'failed', session_id: 'c1' })).json).toMatchObject({
      result: 'it failed',
      isError: true,
    });
  });

  test.each([
    ['', 'Invalid JSON'],
    ['{', 'Invalid JSON'],
    ['{}', 'Invalid JSON'],
    ['null', 'Invalid JSON'],
    ['{"tool":"echo","session_id":"s","timeout":NaN}', 'Invalid JSON'],
    ['{"tool":"echo","session_id":"s","timeout":Infinity}', 'Invalid JSON'],
    [{ session_id: 's' }, "Missing 'tool' parameter"],
    [{ tool: '', session_id: 's' }, "Missing 'tool' parameter"],
    [{ tool: 'echo' }, "Missing 'session_id' parameter"],
    [{ tool: 'echo', session_id: '' }, "Missing 'session_id' parameter"],
    [{ tool: 'e'.repeat(65), session_id: 's' }, 'Invalid tool name length'],
    [{ tool: 'e cho', session_id: 's' }, 'Tool name contains invalid characters'],
    [{ tool: 'echo', session_id: 's'.repeat(129) }, 'Invalid session ID length'],
    [{ tool: 'echo', session_id: 's/1' }, 'Session ID contains invalid characters'],
    [{ tool: 'echo', session_id: 's', arguments: [] }, "Invalid 'arguments' parameter"],
    [{ tool: 'echo', session_id: 's', arguments: 'x' }, "Invalid 'arguments' parameter"],
    [{ tool: 'echo', session_id: 's', arguments: null }, "Invalid 'arguments' parameter"],
    [{ tool: 'echo', session_id: 's', timeout: 0 }, "Invalid 'timeout' parameter"],
    [{ tool: 'echo', session_id: 's', timeout: -1 }, "Invalid 'timeout' parameter"],
    [{ tool: 'echo', session_id: 's', timeout: 3600.1 }, "Invalid 'timeout' parameter"],
    [{ tool: 'echo', session_id: 's', timeout: '300' }, "Invalid 'timeout' parameter"],
    ['{"tool":"echo","session_id":"s","timeout":1e999}', "Invalid 'timeout' parameter"],
    [{ tool: 'echo', session_id: 's', metadata: [] }, "Invalid 'metadata' parameter"],
    [{ tool: 'echo', session_id: 's', metadata: 'x' }, "Invalid 'metadata' parameter"],
  ])('refuses %j with %j', async (body, error) => {
    verifies('rest:call:invalid-body');
    expect(await call(body)).toMatchObject({ status: 400, text: JSON.stringify({ error }) });
  });

  test('refuses a bad service name before the body is looked at', async () => {
    verifies('rest:call:invalid-body');
    expect(await call('{', 'a'.repeat(65))).toMatchObject({
      status: 400,
      json: { error: 'Invalid service name length' },
    });
    expect(await call('{', 'sp%20ace')).toMatchObject({
      status: 400,
      json: { error: 'Service name contains invalid characters' },
    });
  });

  test('to an unknown or disabled service, or an unknown tool, is 404', async () => {
    verifies('rest:call:unknown');
    const body = { tool: 'echo', session_id: 'c1' };
    expect(await call(body, 'nowhere')).toMatchObject({
      status: 404,
      json: { error: 'Unknown service: nowhere' },
    });
    expect(await call(body, 'off')).toMatchObject({ status: 404, json: { error: 'Unknown service: off' } });
    expect(await call({ tool: 'nothing', session_id: 'c1' })).toMatchObject({
      status: 404,
      json: { error: 'Unknown tool: nothing' },
    });
  });

  test("of a tool that answers with a JSON-RPC error is 500 with the server's message and code", async () => {
    verifies('rest:call:rpc-error');
    const { status, json } = await call({ tool: 'rpc-error', session_id: 'c1' });
    expect(status).toBe(500);
    expect(json.error).toContain('out of cheese');
    expect(JSON.stringify(json)).toContain('-32050');
  });

  test('to a server that does not start is 502, without path or command', async () => {
    verifies('rest:call:unreachable', 'rest:errors:no-internals');
    const { status, text } = await call({ tool: 'echo', session_id: 'c-broken' }, 'broken');
    expect(status).toBe(502);
    expect(text).not.toContain('/no/such');
  });

  test('to a server that dies is 502 at once', async () => {
    verifies('rest:call:unreachable');
    const { status, json } = await call({ tool: 'exit', session_id: 'c-exit' });
    expect(status).toBe(502);
    expect(json.error).toEqual(expect.any(String));
  });

  test('out of the time that its call_timeout allows is 504', async () => {
    verifies('rest:call:timeout');
    const { status } = await call({ tool: 'never', session_id: 'c-slow', call_timeout: 0.2 });
    expect(status).toBe(504);
  });
});

describe('sessions', () => {
  test('are listed with their service, times and metadata', async () => {
    verifies('rest:sessions:listing');
    await call({ tool: 'echo', session_id: 'listed', timeout: 77, metadata: { agent_id: 'a' } });
    const { status, json } = await gateway.request('/sessions');
    expect(status).toBe(200);
    const session = json.listed as Record<string, number | string>;
    expect(session).toMatchObject({ service_name: 'alpha', timeout: 77, metadata: { agent_id: 'a' } });
    expect(Number(session.time_remaining)).toBeGreaterThan(70);
    expect(Number(session.time_remaining)).toBeLessThanOrEqual(77);
    for (const time of [session.created_at, session.last_accessed]) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
      expect(Math.abs(Date.parse(String(time)) - Date.now())).toBeLessThan(60_000);
    }
  });

  test('are closed once: 200, then 404', async () => {
    verifies('rest:sessions:delete');
    await call({ tool: 'echo', session_id: 'closed' });
    const close = () => gateway.request('/sessions/closed', { method: 'DELETE' });
    expect(await close()).toMatchObject({ status: 200, text: '{"message":"Session closed closed"}' });
    expect(await close()).toMatchObject({ status: 404, text: '{"error":"Session closed not found"}' });
    expect((await gateway.request('/sessions')).json).not.toHaveProperty('closed');
  });

  test.each([
    ['a'.repeat(129), 'Invalid session ID length'],
    ['a%20b', 'Session ID contains invalid characters'],
  ])('a DELETE of %s is refused with the reason', async (id, error) => {
    verifies('rest:sessions:delete-bad-id');
    expect(await gateway.request(`/sessions/${id}`, { method: 'DELETE' })).toMatchObject({
      status: 400,
      json: { error },
    });
  });
});

describe('everything else', () => {
  test('an unknown path is 404 and a wrong method 405, as {error}', async () => {
    verifies('rest:routes:not-found', 'rest:routes:wrong-method');
    expect(await gateway.request('/nowhere')).toMatchObject({
      status: 404,
      json: { error: expect.any(String) },
    });
    for (const [path, method] of [
      ['/services', 'DELETE'],
      ['/services/alpha/tools', 'POST'],
      ['/services/alpha/call', 'GET'],
      ['/sessions', 'PUT'],
      ['/sessions/x', 'GET'],
      ['/health', 'POST'],
    ] as const)
      expect(await gateway.request(path, { method }), `${method} ${path}`).toMatchObject({
        status: 405,
        json: { error: expect.any(String) },
      });
  });

  test('a body just under 10 MB reaches the tool', async () => {
    verifies('rest:body:too-large');
    const answer = await call({
      tool: 'echo',
      session_id: 'large',
      arguments: { any: 'x'.repeat(9_000_000) },
    });
    expect(answer.status).toBe(200);
  });

  test('every answer carries the security headers, and no Strict-Transport-Security without TLS', async () => {
    verifies('rest:headers:security');
    const answers = [
      await gateway.request('/health'),
      await gateway.request('/services'),
      await gateway.request('/services', { headers: { authorization: 'none' } }),
      await gateway.request('/nowhere'),
      await call('{'),
      await call({ tool: 'exit', session_id: 'c-headers' }),
      await gateway.request('/services/broken/tools'),
    ];
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject(securityHeaders);
      expect(headers.has('strict-transport-security')).toBe(false);
    }
  });

  test('no answer with an error holds a path, a command, stderr or a stack', async () => {
    verifies('rest:errors:no-internals');
    const answers = [
      await call({ tool: 'exit', session_id: 'c-internals' }),
      await call({ tool: 'echo', session_id: 'c-internals' }, 'broken'),
      await gateway.request('/services/broken/tools'),
      await gateway.request('/services/%00/tools'),
    ];
    for (const { text } of answers)
      expect(text).not.toMatch(/\.mjs|\.js:|\/no\/such|node_modules|at .*\(|stderr/);
  });
});
