import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { jsonOf, modern, TestEndpoints } from './test-endpoints.ts';

const wellKnown = '/.well-known/oauth-protected-resource';

test.each([
  ['POST', '/mcp/gateway', '/mcp/gateway'],
  ['GET', '/mcp/gateway', '/mcp/gateway'],
  ['DELETE', '/mcp/servers/one', '/mcp/servers/one'],
  ['GET', '/mcp/gateway/sse', '/mcp/gateway'],
  ['POST', '/mcp/servers/one/sse', '/mcp/servers/one'],
])('%s %s without credentials is 401, and says where the metadata is', async (method, path, resource) => {
  verifies('mcp-edge:auth:401');
  await using endpoints = await TestEndpoints.start();
  const headers = { authorization: '', 'content-type': 'application/json' };
  const answer = await endpoints.send(method, path, { headers });
  expect(answer.status).toBe(401);
  const url = `${endpoints.url}${wellKnown}${resource}`;
  expect(answer.headers['www-authenticate']).toBe(
    `Bearer resource_metadata="${url}", Basic realm="MCP Gateway"`,
  );
  expect(await jsonOf(answer)).toEqual({
    jsonrpc: '2.0',
    error: { code: -32_600, message: 'Authentication required' },
  });
  const wrong = await endpoints.send(method, path, { headers: { ...headers, authorization: 'Bearer x' } });
  expect(wrong.headers['www-authenticate']).toMatch(/^Bearer error="invalid_token", resource_metadata=/);
  expect(endpoints.lines).toHaveLength(2);
});

test('the metadata of each endpoint is open to all, and names it and the issuer', async () => {
  verifies('mcp-edge:auth:metadata');
  const issuer = 'https://login.example.com/tenant';
  await using endpoints = await TestEndpoints.start({
    config: { server: { jwt: { issuer, audience: 'me' } } },
  });
  for (const path of ['', '/mcp/gateway', '/mcp/servers/one']) {
    const answer = await endpoints.send('GET', wellKnown + path, { headers: { authorization: '' } });
    expect([answer.status, await jsonOf(answer)]).toEqual([
      200,
      {
        resource: endpoints.url + path,
        resource_name: 'MCP gateway',
        bearer_methods_supported: ['header'],
        authorization_servers: [issuer],
      },
    ]);
  }
});

test('behind a proxy, the configured URL is told', async () => {
  verifies('mcp-edge:auth:metadata', 'mcp-edge:auth:401');
  await using endpoints = await TestEndpoints.start({
    config: { server: { public_url: 'https://example.com/gw/' } },
  });
  const metadata = await jsonOf(await endpoints.send('GET', `${wellKnown}/mcp/gateway`));
  expect(metadata).toMatchObject({ resource: 'https://example.com/gw/mcp/gateway' });
  expect(metadata).not.toHaveProperty('authorization_servers');
  const { body, headers } = modern('tools/list');
  const refused = await endpoints.post('/mcp/gateway', body, { headers: { ...headers, authorization: '' } });
  expect(refused.headers['www-authenticate']).toContain(
    `resource_metadata="https://example.com/gw${wellKnown}/mcp/gateway"`,
  );
});

test('what stands in the Host header cannot break out of ours', async () => {
  verifies('mcp-edge:auth:401');
  await using endpoints = await TestEndpoints.start();
  const headers = { authorization: '', host: 'a"b', 'content-type': 'application/json' };
  const answer = await endpoints.send('POST', '/mcp/servers/%22x', { headers });
  expect(answer.headers['www-authenticate']).toMatch(
    /^Bearer resource_metadata="[^"]*", Basic realm="MCP Gateway"$/,
  );
});
