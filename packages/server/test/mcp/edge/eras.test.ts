import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { jsonOf, modern, TestEndpoints, textOf } from './test-endpoints.ts';

const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'who' } });

test('both eras answer at one URL, each request in the era that it is of', async () => {
  verifies('mcp-edge:eras:one-url', 'mcp-edge:stream:plain');
  await using endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('who', (_args, { caller }) => ({
    era: caller.era,
    version: caller.protocolVersion,
  }));
  const session = await endpoints.initialize('/mcp/gateway', { version: '2025-06-18' });
  const old = await endpoints.post('/mcp/gateway', call(1), { headers: session });
  const { body, headers } = modern('tools/call', { name: 'who' });
  const now = await endpoints.post('/mcp/gateway', body, { headers });
  expect([old.headers['content-type'], now.headers['content-type']]).toEqual([
    'application/json',
    'application/json',
  ]);
  expect(await jsonOf(old)).toMatchObject({ id: 1, result: { era: '2025', version: '2025-06-18' } });
  expect(await jsonOf(now)).toMatchObject({ id: 1, result: { era: '2026', version: '2026-07-28' } });
});

test('initialize opens the 2025 era for a client that names the 2026 version in it', async () => {
  verifies('mcp-edge:eras:initialize', 'mcp-edge:initialize:version');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize('/mcp/gateway', { version: '2026-07-28' });
  expect(session['mcp-protocol-version']).toBe('2025-11-25');
});

test('there is an endpoint for all servers and one for each that there is', async () => {
  verifies('mcp-edge:scopes');
  await using endpoints = await TestEndpoints.start();
  const { body, headers } = modern('tools/list');
  const scope = async (path: string) => {
    const answer = await endpoints.post(path, body, { headers });
    const { result } = (await jsonOf(answer)) as { result?: { scope: string } };
    return [answer.status, result?.scope];
  };
  expect(await scope('/mcp/gateway')).toEqual([200, 'gateway']);
  expect(await scope('/mcp/servers/one')).toEqual([200, 'server']);
  expect(await scope('/mcp/servers/other')).toEqual([404, undefined]);
  expect((await endpoints.send('GET', '/mcp/servers/other/sse')).status).toBe(404);
});

test('unknown fields and long numbers pass untouched, both ways', async () => {
  verifies('mcp-edge:pass:fields', 'mcp-edge:pass:numbers');
  await using endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('echo', (_args, exchange, params) => {
    exchange.notify('notifications/vendor/thing', { params, extra: [null, { deep: true }] });
    return { content: [], params, _meta: { vendor: 1 }, 'x-unknown': { kept: [1] } };
  });
  const session = await endpoints.initialize();
  const params = '{"name":"echo","arguments":{"big":12345678901234567890,"small":1e-400},"x":{"y":null}}';
  const body = `{"jsonrpc":"2.0","id":98765432109876543210,"method":"tools/call","params":${params}}`;
  const text = await textOf(await endpoints.post('/mcp/gateway', body, { headers: session }));
  expect(text).toContain(`"params":{"params":${params},"extra":[null,{"deep":true}]}`);
  expect(text).toContain(
    `{"jsonrpc":"2.0","id":98765432109876543210,"result":{"content":[],"params":${params},"_meta":{"vendor":1},"x-unknown":{"kept":[1]}}}`,
  );
});

test('errors pass with code, message and data; what goes wrong inside is not told', async () => {
  verifies('mcp-edge:pass:fields', 'mcp-edge:errors:hidden');
  await using endpoints = await TestEndpoints.start();
  const { McpError } = await import('../../../src/mcp/hub.ts');
  endpoints.hub.tools.set('refuses', () => {
    throw new McpError(-31_999, 'no', { data: { why: ['x'] } });
  });
  endpoints.hub.tools.set('breaks', () => {
    throw new Error('secret');
  });
  const session = await endpoints.initialize();
  for (const name of ['refuses', 'breaks']) {
    const expected =
      name === 'refuses'
        ? { code: -31_999, message: 'no', data: { why: ['x'] } }
        : { code: -32_603, message: 'Internal error' };
    const old = { jsonrpc: '2.0', id: 'a', method: 'tools/call', params: { name } };
    const first = await endpoints.post('/mcp/gateway', old, { headers: session });
    expect([first.status, await jsonOf(first)]).toEqual([200, { jsonrpc: '2.0', id: 'a', error: expected }]);
    const { body, headers } = modern('tools/call', { name }, { id: 'b' });
    const second = await endpoints.post('/mcp/gateway', body, { headers });
    expect([second.status, await jsonOf(second)]).toEqual([
      200,
      { jsonrpc: '2.0', id: 'b', error: expected },
    ]);
  }
});
