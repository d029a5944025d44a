import { verifies } from '@gw/test';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendRaw } from '../../raw-http.ts';
import { jsonOf, modern, TestEndpoints, textOf } from './test-endpoints.ts';

let endpoints: TestEndpoints;
let session: Record<string, string>;
beforeAll(async () => {
  endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('echo', args => ({ args }));
  endpoints.hub.definitions.set('echo', {
    inputSchema: { properties: { a: { type: 'string', 'x-mcp-header': 'A' } } },
  });
  session = await endpoints.initialize('/mcp/gateway', { version: '2025-03-26' });
});
afterAll(() => endpoints[Symbol.asyncDispose]());

const method = fc.oneof(
  fc.constantFrom(
    ...['initialize', 'ping', 'tools/call', 'tools/list', 'server/discover', 'subscriptions/listen'],
    ...[
      'notifications/cancelled',
      'notifications/initialized',
      'logging/setLevel',
      '__proto__',
      'constructor',
      '',
    ],
  ),
  fc.string({ unit: 'binary' }),
  fc.jsonValue(),
);
const meta = fc.record(
  {
    'io.modelcontextprotocol/protocolVersion': fc.oneof(fc.constant('2026-07-28'), fc.jsonValue()),
    'io.modelcontextprotocol/clientCapabilities': fc.oneof(fc.constant({}), fc.jsonValue()),
    'io.modelcontextprotocol/clientInfo': fc.jsonValue(),
    'io.modelcontextprotocol/logLevel': fc.jsonValue(),
    progressToken: fc.jsonValue(),
    __proto__: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const params = fc.oneof(
  fc.record(
    {
      name: fc.oneof(fc.constant('echo'), fc.jsonValue()),
      arguments: fc.jsonValue(),
      _meta: fc.oneof(meta, fc.jsonValue()),
      requestId: fc.jsonValue(),
      notifications: fc.jsonValue(),
      protocolVersion: fc.jsonValue(),
      capabilities: fc.jsonValue(),
      clientInfo: fc.jsonValue(),
    },
    { requiredKeys: [] },
  ),
  fc.jsonValue(),
);
const message = fc.record(
  {
    jsonrpc: fc.oneof({ arbitrary: fc.constant('2.0'), weight: 9 }, { arbitrary: fc.jsonValue(), weight: 1 }),
    id: fc.oneof(fc.integer(), fc.string(), fc.jsonValue()),
    method,
    params,
    result: fc.jsonValue(),
    error: fc.jsonValue(),
  },
  { requiredKeys: ['jsonrpc'] },
);
const body = fc.oneof(
  { arbitrary: message.map(value => JSON.stringify(value)), weight: 6 },
  { arbitrary: fc.array(message, { maxLength: 5 }).map(value => JSON.stringify(value)), weight: 2 },
  { arbitrary: fc.jsonValue().map(value => JSON.stringify(value)), weight: 1 },
  { arbitrary: fc.uint8Array().map(bytes => Buffer.from(bytes)), weight: 1 },
);
const visible = fc.stringMatching(/^[\x21-\x7e]{0,60}$/);
const headers = fc.record(
  {
    'mcp-protocol-version': fc.oneof(fc.constantFrom('2026-07-28', '2025-11-25'), visible),
    'mcp-method': fc.oneof(fc.constantFrom('tools/call', 'tools/list'), visible),
    'mcp-name': fc.oneof(fc.constantFrom('echo', '=?base64?ZWNobw==?='), visible),
    'mcp-param-a': visible,
    'mcp-session-id': fc.oneof(fc.constant('own'), visible),
    'last-event-id': visible,
    accept: fc.oneof(fc.constant('*/*'), visible),
    'content-type': fc.oneof(fc.constant('application/json'), visible),
  },
  { requiredKeys: [] },
);
const path = fc.constantFrom(
  '/mcp/gateway',
  '/mcp/servers/one',
  '/mcp/servers/other',
  '/mcp/gateway/sse',
  '/mcp/gateway/sse?session=x',
);

test('no request to any endpoint, however odd, is answered with 5xx or a stack', async () => {
  verifies('mcp-edge:bad-input');
  const verb = fc.constantFrom('POST', 'POST', 'POST', 'POST', 'GET', 'DELETE', 'PUT');
  await fc.assert(
    fc.asyncProperty(verb, path, headers, body, async (verb, path, given, payload) => {
      const own = given['mcp-session-id'] === 'own' ? session['mcp-session-id'] : given['mcp-session-id'];
      const all = {
        accept: '*/*',
        'content-type': 'application/json',
        ...given,
        'mcp-session-id': own ?? '',
      };
      const used = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
      const leaving = new AbortController();
      const answer = await endpoints.send(verb, path, {
        headers: used,
        signal: leaving.signal,
        ...(verb === 'POST' || verb === 'PUT' ? { body: payload } : {}),
      });
      const told = JSON.stringify({
        verb,
        path,
        used,
        payload: String(payload).slice(0, 300),
        status: answer.status,
      });
      expect(answer.status, told).toBeLessThan(500);
      if (answer.headers['content-type'] === 'text/event-stream') return leaving.abort();
      const text = await textOf(answer);
      expect(text, told).not.toMatch(/\n\s+at .+:\d+:\d+/);
      if (answer.status >= 400 && answer.status !== 405) {
        expect(JSON.parse(text), told).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
      }
    }),
    { numRuns: 600 },
  );
});

test('bodies are bounded in size, depth and type', async () => {
  verifies('mcp-edge:bad-input:bounds', 'mcp-edge:bad-input');
  const error = async (body: string | Buffer, more: Record<string, string> = {}) => {
    const answer = await endpoints.post('/mcp/gateway', body, { headers: { ...session, ...more } });
    const { error } = (await jsonOf(answer)) as { error: { code: number } };
    return [answer.status, error.code];
  };
  const deep = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"a":${'['.repeat(300)}${']'.repeat(300)}}}`;
  expect(await error(deep)).toEqual([400, -32_600]);
  expect(await error('['.repeat(100_000))).toEqual([400, -32_600]);
  expect(await error(Buffer.from([0x22, 0xff, 0x22]))).toEqual([400, -32_700]);
  expect(await error('{"jsonrpc":"2.0"')).toEqual([400, -32_700]);
  expect(await error('{}', { 'content-type': 'text/plain' })).toEqual([415, -32_600]);
  const size = 10 * 1024 * 1024 + 1;
  const large = await sendRaw(
    endpoints.port,
    `POST /mcp/gateway HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${endpoints.authorization}\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`,
  );
  expect([large.status, JSON.parse(large.body)]).toMatchObject([413, { error: { code: -32_600 } }]);
});

test('other methods are 405, and HEAD opens no stream', async () => {
  verifies('mcp-edge:bad-input');
  for (const path of ['/mcp/gateway', '/mcp/servers/one', '/mcp/gateway/sse']) {
    const put = await endpoints.send('PUT', path);
    expect([put.status, put.headers.allow]).toEqual([
      405,
      path.endsWith('sse') ? 'GET, OPTIONS, POST' : 'DELETE, GET, OPTIONS, POST',
    ]);
    expect((await endpoints.send('HEAD', path)).status).toBe(405);
  }
  const { body, headers } = modern('tools/list');
  expect((await endpoints.post('/mcp', body, { headers })).status).toBe(404);
});
