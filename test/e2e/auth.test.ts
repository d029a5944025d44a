import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { answerOf, type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await startGateway({ services: { it: hostile() } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
const protectedRoutes: readonly [method: string, path: string][] = [
  ['GET', '/services'],
  ['GET', '/services/it/tools'],
  ['POST', '/services/it/call'],
  ['GET', '/sessions'],
  ['DELETE', '/sessions/x'],
  ['GET', '/metrics'],
  ['GET', '/openapi.json'],
  ['GET', '/docs'],
];

test.each(protectedRoutes)(
  '%s %s asks for credentials in the words of the original',
  async (method, path) => {
    verifies('auth:missing:401');
    const answer = await answerOf(await fetch(gateway.url + path, { method, redirect: 'manual' }));
    expect(answer).toMatchObject({ status: 401, text: 'Authentication required' });
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="MCP Gateway"');
  },
);

test.each(['/health', '/livez', '/readyz'])('%s is open', async path => {
  verifies('auth:open:routes');
  expect((await fetch(gateway.url + path)).status).not.toBe(401);
});

test('the password and the token both open', async () => {
  verifies('auth:basic:accepted', 'auth:bearer:accepted');
  const { user, password, token } = gateway;
  const open = async (headers: Record<string, string>) =>
    (await gateway.request('/services', { headers })).status;
  expect(await open(basic(`${user}:${password}`))).toBe(200);
  expect(await open({ authorization: `Bearer ${token}` })).toBe(200);
});

test('nothing close to the credentials opens', async () => {
  verifies('auth:wrong:401');
  const { user, password, token } = gateway;
  const attempts: string[] = [
    '',
    'Basic',
    'Basic !!!',
    'Bearer',
    'Bearer ',
    `Bearer ${token} `.repeat(2),
    `Bearer ${token}x`,
    `Bearer ${token.slice(0, -1)}`,
    `Bearer ${password}`,
    `Token ${token}`,
    basic(`${user}:${password}x`).authorization,
    basic(`${user}x:${password}`).authorization,
    basic(`${user}:`).authorization,
    basic(`:${password}`).authorization,
    basic(':').authorization,
    basic(`${user}:${token}`).authorization,
    basic(`${user.toUpperCase()}:${password}`).authorization,
    basic('\u0000').authorization,
    `Digest username="${user}"`,
  ];
  for (const authorization of attempts) {
    const { status } = await gateway.request('/services', { headers: { authorization } });
    expect(status, authorization).toBe(401);
  }
});

test('a failed login is a security event that names address, method and path, and no secret', async () => {
  verifies('logs:security:auth-failed');
  await gateway.request('/sessions', { headers: basic('intruder:guessed-password') });
  await expect.poll(() => gateway.stderr).toMatch(/SECURITY_EVENT: \{.*"path":"\/sessions".*"auth_failed"/);
  expect(gateway.stderr).not.toContain('guessed-password');
});

test('without credentials in the configuration the gateway does not start', async () => {
  verifies('auth:none:refuses-to-start');
  const server = { auth_user: '', auth_password: '', auth_token: '' };
  await using open = await startGateway({ config: { server }, waitUntilUp: false });
  expect(await open.exited).toMatchObject({ code: 1 });
  expect(open.stderr).toContain('auth');
});
