import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { verifies } from '@gw/test';
import type { InjectOptions } from 'fastify';
import { expect, test } from 'vitest';
import { startTestGateway } from './test-gateway.ts';

const expected = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-xss-protection': '1; mode=block',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none';",
};

const big = 10 * 1024 * 1024 + 1;
const requests: [status: number, options: InjectOptions][] = [
  [200, { url: '/health' }],
  [200, { url: '/services' }],
  [200, { method: 'OPTIONS', url: '/services' }],
  [400, { url: '/services/a%20b/tools' }],
  [400, { url: '/services/%zz/tools' }],
  [404, { url: '/nowhere' }],
  [404, { method: 'DELETE', url: '/sessions/none' }],
  [405, { method: 'PUT', url: '/services' }],
  [
    413,
    {
      method: 'POST',
      url: '/services/tools/call',
      payload: 'x'.repeat(big),
      headers: { 'content-type': 'application/json' },
    },
  ],
  [
    415,
    { method: 'POST', url: '/services/tools/call', payload: 'x', headers: { 'content-type': 'text/plain' } },
  ],
];

test.each(requests)(
  'an answer of status %i carries the security headers and the request’s id',
  async (status, options) => {
    verifies('server:headers:every-answer');
    await using gateway = await startTestGateway();
    const answer = await gateway.inject(options);
    expect(answer.statusCode).toBe(status);
    expect(answer.headers).toMatchObject(expected);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{12}-\w+$/);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    if (status >= 400) expect(Object.keys(answer.json())).toEqual(['error']);
  },
);

test('401 and 429 carry them too', async () => {
  verifies('server:headers:every-answer');
  await using gateway = await startTestGateway({
    config: { rate_limiting: { default_limits: ['1 per day'] } },
  });
  const unauthorized = await gateway.app.inject({ url: '/services' });
  const limited = await gateway.app.inject({ url: '/services' });
  expect([unauthorized.statusCode, limited.statusCode]).toEqual([401, 429]);
  for (const { headers } of [unauthorized, limited]) expect(headers).toMatchObject(expected);
});

test('over TLS, browsers are told to stay there, unless that is switched off', async () => {
  verifies('server:headers:hsts');
  for (const hsts of [true, false]) {
    await using gateway = await startTestGateway({
      config: { security: { hsts, trusted_proxies: ['loopback'] } },
    });
    const { port } = await gateway.listen();
    const outgoing = request({ port, path: '/health', headers: { 'x-forwarded-proto': 'https' } });
    const [answer] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
    await text(answer);
    expect(answer.headers['strict-transport-security']).toBe(
      hsts ? 'max-age=31536000; includeSubDomains' : undefined,
    );
  }
});

test('request ids differ', async () => {
  verifies('server:headers:request-id');
  await using gateway = await startTestGateway();
  const ids = await Promise.all(
    Array.from(
      { length: 50 },
      async () => (await gateway.inject({ url: '/health' })).headers['x-request-id'],
    ),
  );
  expect(new Set(ids).size).toBe(50);
});
