import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { originCheck } from '../../../src/mcp/edge/http/origin-check.ts';
import { jsonOf, modern, TestEndpoints } from './test-endpoints.ts';

const open = originCheck({ corsOrigins: [], allowedHosts: [], publicUrl: undefined });

test('programs that are no browsers send no origin, and may call', () => {
  verifies('mcp-edge:origin:allowed');
  expect(open({ origin: undefined, host: 'anything.example', address: '127.0.0.1' })).toBe(true);
});

test('a name that was made to point to this machine is not this machine', () => {
  verifies('mcp-edge:origin');
  const rebound = { origin: 'http://evil.example:8080', host: 'evil.example:8080' };
  for (const address of ['127.0.0.1', '127.3.2.1', '::1', '::ffff:127.0.0.1']) {
    expect(open({ ...rebound, address })).toBe(false);
  }
});

test('pages of other hosts, and of none, may not call', () => {
  verifies('mcp-edge:origin');
  for (const origin of [
    'http://evil.example',
    'null',
    'file://',
    'http://gw.example.com:81',
    'http://gw.example.com.evil.example',
    'http://',
    'chrome-extension://abc',
    '',
  ]) {
    expect([origin, open({ origin, host: 'gw.example.com', address: '10.0.0.1' })]).toEqual([origin, false]);
  }
  expect(open({ origin: 'http://evil.example', host: 'localhost:8080', address: '127.0.0.1' })).toBe(false);
});

test('pages of this machine may call by a name of this machine, and those of the gateway itself', () => {
  verifies('mcp-edge:origin:allowed');
  const right: [origin: string, host: string, address: string][] = [
    ['http://localhost:5173', '127.0.0.1:8080', '127.0.0.1'],
    ['http://127.0.0.1:6274', 'localhost:8080', '::1'],
    ['http://[::1]:1', '[::1]:8080', '::1'],
    ['http://app.localhost', 'localhost', '127.0.0.1'],
    ['https://gw.example.com', 'gw.example.com', '10.0.0.1'],
    ['https://GW.example.com', 'gw.example.com:443', '10.0.0.1'],
    ['http://192.168.1.5:8080', '192.168.1.5:8080', '127.0.0.1'],
  ];
  for (const [origin, host, address] of right) {
    expect([origin, open({ origin, host, address })]).toEqual([origin, true]);
  }
});

test('configured origins may call, and hosts that are configured are trusted', () => {
  verifies('mcp-edge:origin:allowed');
  const address = '127.0.0.1';
  const origin = 'https://app.example.com';
  const named = originCheck({ corsOrigins: [origin], allowedHosts: [], publicUrl: undefined });
  const all = originCheck({ corsOrigins: ['*'], allowedHosts: [], publicUrl: undefined });
  const known = originCheck({ corsOrigins: [], allowedHosts: ['app.example.com'], publicUrl: undefined });
  const published = originCheck({ corsOrigins: [], allowedHosts: [], publicUrl: `${origin}/gw` });
  for (const check of [named, all, known, published]) {
    expect(check({ origin, host: 'app.example.com', address })).toBe(true);
  }
  expect(all({ origin: 'null', host: 'x', address })).toBe(true);
});

test('a page that may not call is refused with 403, before its credentials are looked at', async () => {
  verifies('mcp-edge:origin');
  await using endpoints = await TestEndpoints.start();
  const { body, headers } = modern('tools/list');
  const evil = { ...headers, host: 'evil.example', origin: 'http://evil.example' };
  const refused = await endpoints.post('/mcp/gateway', body, { headers: evil });
  expect([refused.status, await jsonOf(refused)]).toEqual([
    403,
    { jsonrpc: '2.0', error: { code: -32_600, message: expect.stringContaining('security.cors_origins') } },
  ]);
  for (const [method, path] of [
    ['GET', '/mcp/gateway'],
    ['DELETE', '/mcp/servers/one'],
    ['GET', '/mcp/gateway/sse'],
    ['POST', '/mcp/gateway/sse'],
  ] as const) {
    expect((await endpoints.send(method, path, { headers: evil })).status).toBe(403);
  }
  const good = { ...headers, origin: `http://127.0.0.1:${endpoints.port}` };
  expect((await endpoints.post('/mcp/gateway', body, { headers: good })).status).toBe(200);
  expect(endpoints.lines).toHaveLength(0);
});

test('hosts that are not allowed are refused here too', async () => {
  verifies('mcp-edge:hosts');
  await using endpoints = await TestEndpoints.start({
    config: { security: { allowed_hosts: ['gw.example.com'] } },
  });
  const { body, headers } = modern('tools/list');
  const refused = await endpoints.post('/mcp/gateway', body, {
    headers: { ...headers, host: 'other.example' },
  });
  expect([refused.status, await jsonOf(refused)]).toMatchObject([400, { error: { code: -32_600 } }]);
  const taken = await endpoints.post('/mcp/gateway', body, {
    headers: { ...headers, host: 'gw.example.com' },
  });
  expect(taken.status).toBe(200);
});

test('pages of allowed origins may send the headers of the protocol, and read its own', async () => {
  verifies('mcp-edge:cors');
  const origin = 'https://app.example.com';
  await using endpoints = await TestEndpoints.start({ config: { security: { cors_origins: [origin] } } });
  const preflight = await endpoints.send('OPTIONS', '/mcp/servers/one', {
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, mcp-param-region, x-other, mcp-param-a\tb',
    },
  });
  expect(preflight.status).toBe(204);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'DELETE, GET, POST',
    'access-control-allow-headers':
      'Authorization, Content-Type, Idempotency-Key, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id, mcp-param-region',
  });
  const { body, headers } = modern('tools/list');
  const answer = await endpoints.post('/mcp/gateway', body, { headers: { ...headers, origin } });
  expect(answer.headers['access-control-allow-origin']).toBe(origin);
  expect(answer.headers['access-control-expose-headers']).toContain('Mcp-Session-Id, WWW-Authenticate');
  const stream = modern('subscriptions/listen', { notifications: {} });
  const events = await endpoints.post('/mcp/gateway', stream.body, {
    headers: { ...stream.headers, origin },
  });
  expect(events.headers['access-control-allow-origin']).toBe(origin);
  expect(events.headers['x-frame-options']).toBe('DENY');
});
