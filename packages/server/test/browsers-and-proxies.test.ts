import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { hostCheck } from '../src/allowed-hosts.ts';
import { startTestGateway } from './test-gateway.ts';

const secured = (security: Record<string, unknown>) => startTestGateway({ config: { security } });

test('any host is answered by default', async () => {
  verifies('server:hosts:any');
  await using gateway = await secured({});
  expect((await gateway.inject({ url: '/services', headers: { host: 'whatever.example' } })).statusCode).toBe(
    200,
  );
});

test('other hosts than the allowed ones are 400, before credentials are looked at; probes answer all', async () => {
  verifies('server:hosts:refused');
  await using gateway = await secured({ allowed_hosts: ['gw.example.com'] });
  const answer = await gateway.app.inject({ url: '/services', headers: { host: 'evil.example' } });
  expect([answer.statusCode, answer.json()]).toEqual([400, { error: 'Host is not allowed' }]);
  const good = await gateway.inject({ url: '/services', headers: { host: 'GW.example.com:8080' } });
  expect(good.statusCode).toBe(200);
  const probe = await gateway.app.inject({ url: '/health', headers: { host: '10.1.2.3' } });
  expect(probe.statusCode).toBe(200);
});

test('hosts are compared by name, in any case, with a port only where one is given', () => {
  verifies('server:hosts:names');
  const allowed = hostCheck(['a.com', '*.b.com', 'c.com:8443', '::1', '[fe80::1]:9000']);
  for (const host of [
    'a.com',
    'A.COM',
    'a.com:1',
    'a.com.',
    'x.b.com',
    'x.y.b.com:2',
    'c.com:8443',
    '[::1]',
    '[::1]:80',
    '[fe80::1]:9000',
  ]) {
    expect([host, allowed(host)]).toEqual([host, true]);
  }
  for (const host of [
    'b.com',
    'xb.com',
    'a.com.evil',
    'evil-a.com',
    'c.com',
    'c.com:1',
    '',
    undefined,
    '[::2]',
    'a.com@x',
    '.b.com',
    '[fe80::1]',
  ]) {
    expect([host, allowed(host)]).toEqual([host, false]);
  }
});

test('a page of an allowed origin may ask, and read answers and their headers', async () => {
  verifies('server:cors:allowed');
  const origin = 'https://app.example.com';
  await using gateway = await secured({ cors_origins: [origin] });
  const preflight = await gateway.app.inject({
    method: 'OPTIONS',
    url: '/services/tools/call',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  expect([preflight.statusCode, preflight.body]).toEqual([204, '']);
  expect(preflight.headers).toMatchObject({
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key',
    vary: 'Origin',
  });
  const denied = await gateway.app.inject({ url: '/services', headers: { origin } });
  const answer = await gateway.inject({ url: '/services', headers: { origin } });
  expect([denied.statusCode, answer.statusCode]).toEqual([401, 200]);
  for (const { headers } of [denied, answer]) {
    expect(headers['access-control-allow-origin']).toBe(origin);
    expect(headers['access-control-expose-headers']).toContain('Retry-After');
  }
  expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
});

test('other origins get no permission, nor does anybody by default', async () => {
  verifies('server:cors:refused');
  for (const cors_origins of [['https://app.example.com'], []]) {
    await using gateway = await secured({ cors_origins });
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    const preflight = await gateway.app.inject({ method: 'OPTIONS', url: '/services', headers });
    const answer = await gateway.inject({ url: '/services', headers });
    for (const { headers } of [preflight, answer]) {
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers.vary).toBe(cors_origins.length > 0 ? 'Origin' : undefined);
    }
  }
});

test('a star allows any origin', async () => {
  verifies('server:cors:allowed');
  await using gateway = await secured({ cors_origins: ['*'] });
  const answer = await gateway.inject({ url: '/services', headers: { origin: 'https://any.example' } });
  expect(answer.headers['access-control-allow-origin']).toBe('*');
});

test('a preflight of a path that is not there is 404', async () => {
  verifies('server:cors:refused');
  await using gateway = await secured({ cors_origins: ['*'] });
  const headers = { origin: 'https://any.example', 'access-control-request-method': 'GET' };
  expect((await gateway.app.inject({ method: 'OPTIONS', url: '/nope', headers })).statusCode).toBe(404);
});

test('the forwarded address is believed from trusted proxies alone', async () => {
  verifies('server:proxies:trusted');
  const ipOf = async (trusted_proxies: string[]) => {
    await using gateway = await secured({ trusted_proxies });
    await gateway.app.inject({
      url: '/services',
      remoteAddress: '10.0.0.1',
      headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.7' },
    });
    return gateway.events[0]?.ip;
  };
  expect(await ipOf([])).toBe('10.0.0.1');
  expect(await ipOf(['192.168.0.0/16'])).toBe('10.0.0.1');
  expect(await ipOf(['10.0.0.0/8'])).toBe('203.0.113.7');
});
