import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifies } from '@gw/test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { jsonOf, modern, TestEndpoints, textOf } from './test-endpoints.ts';

const { body, headers } = modern('tools/list');

test('the owner is not counted, whatever the limits of REST are', async () => {
  verifies('mcp-edge:limits');
  await using endpoints = await TestEndpoints.start({
    config: { rate_limiting: { mcp_limit: '1 per minute', default_limits: ['5 per minute'] } },
  });
  for (let n = 0; n < 20; n++) {
    expect((await endpoints.post('/mcp/gateway', body, { headers })).status).toBe(200);
  }
});

test('guesses of credentials are counted', async () => {
  verifies('mcp-edge:limits');
  await using endpoints = await TestEndpoints.start({
    config: { rate_limiting: { default_limits: ['3 per minute'] } },
  });
  const statuses: number[] = [];
  for (let n = 0; n < 4; n++) {
    const wrong = { ...headers, authorization: `Bearer guess-${n}` };
    statuses.push((await endpoints.post('/mcp/gateway', body, { headers: wrong })).status);
  }
  expect(statuses).toEqual([401, 401, 401, 429]);
});

test('all others are counted, over all endpoints together', async () => {
  verifies('mcp-edge:limits');
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = createServer(async (_request, response) => {
    response.end(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256' }] }));
  });
  keys.listen(0, '127.0.0.1');
  await once(keys, 'listening');
  const issuer = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
  await using endpoints = await TestEndpoints.start({
    config: {
      server: { jwt: { issuer, audience: 'a', jwks_uri: `${issuer}/keys` } },
      rate_limiting: { mcp_limit: '3 per minute' },
    },
  });
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'ES256', kid: 'k' })
    .setIssuer(issuer)
    .setAudience('a')
    .setSubject('bob')
    .setExpirationTime('1m')
    .sign(privateKey);
  const mine = { ...headers, authorization: `Bearer ${token}` };
  const answers = [];
  for (const path of ['/mcp/gateway', '/mcp/servers/one', '/mcp/gateway', '/mcp/servers/one']) {
    answers.push(await endpoints.post(path, body, { headers: mine }));
  }
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
  const refused = answers[3]!;
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(await jsonOf(refused)).toMatchObject({
    error: { code: -32_600, message: expect.stringContaining('rate_limiting.mcp_limit') },
  });
  keys.closeAllConnections();
  keys.close();
});

test('requests, sessions, streams and subscriptions are counted', async () => {
  verifies('mcp-edge:metrics');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  await endpoints.post('/mcp/gateway', body, { headers });
  const odd = modern('made/up');
  await endpoints.post('/mcp/gateway', odd.body, { headers: odd.headers });
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'none' } };
  await textOf(await endpoints.post('/mcp/gateway', call, { headers: session }));
  const listen = modern('subscriptions/listen', { notifications: {} });
  await endpoints.post('/mcp/gateway', listen.body, { headers: listen.headers });
  await expect.poll(() => endpoints.mcp.edge.counts).toEqual({ sessions: 1, streams: 1, subscriptions: 1 });
  const text = await textOf(await endpoints.send('GET', '/metrics'));
  for (const line of [
    'gateway_mcp_requests_total{era="2025",method="initialize",outcome="ok"} 1',
    'gateway_mcp_requests_total{era="2026",method="tools/list",outcome="ok"} 1',
    'gateway_mcp_requests_total{era="2026",method="other",outcome="error"} 1',
    'gateway_mcp_requests_total{era="2025",method="tools/call",outcome="error"} 1',
    'gateway_mcp_sessions 1',
    'gateway_mcp_streams 1',
    'gateway_mcp_subscriptions 1',
  ]) {
    expect(text).toContain(line);
  }
});
