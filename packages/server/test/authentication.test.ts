import { randomBytes } from 'node:crypto';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Credentials } from '../src/credentials.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

const basic = (text: string, encoding: BufferEncoding = 'utf8') =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`;

const guarded = [
  ['GET', '/services'],
  ['GET', '/services/tools/tools'],
  ['POST', '/services/tools/call'],
  ['GET', '/sessions'],
  ['DELETE', '/sessions/s1'],
  ['GET', '/metrics'],
  ['GET', '/openapi.json'],
  ['GET', '/docs'],
] as const;

test.each(guarded)(
  '%s %s without credentials is the 401 of the original, to the byte',
  async (method, url) => {
    verifies('server:auth:401');
    const answer = await gateway.app.inject({ method, url });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toBe('Authentication required');
    expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(answer.headers['www-authenticate']).toBe('Basic realm="MCP Gateway"');
  },
);

test('basic and bearer credentials open every route, whatever the case of their scheme', async () => {
  verifies('server:auth:basic', 'server:auth:bearer');
  const { auth_user, auth_password, auth_token } = gateway.config.server;
  const pair = basic(`${auth_user}:${auth_password}`);
  for (const authorization of [
    pair,
    pair.replace('Basic', 'bASIC'),
    `Bearer ${auth_token}`,
    `bearer  ${auth_token}`,
  ]) {
    const answer = await gateway.app.inject({ url: '/services', headers: { authorization } });
    expect(answer.statusCode).toBe(200);
  }
});

test('wrong, half and malformed credentials are refused', async () => {
  verifies('server:auth:401');
  const { auth_user, auth_password, auth_token } = gateway.config.server;
  const wrong = [
    '',
    'Basic',
    'Basic ',
    'Bearer',
    'Bearer ',
    auth_token,
    `Token ${auth_token}`,
    `Bearer ${auth_token}x`,
    `Bearer ${auth_token.slice(1)}`,
    `Bearer ${auth_password}`,
    basic(auth_token),
    basic(`${auth_user}:`),
    basic(`:${auth_password}`),
    basic(`${auth_user}${auth_password}`),
    basic(`${auth_user}:${auth_password}\n`),
    basic(`${auth_user.toUpperCase()}:${auth_password}`),
    'Basic %%%',
  ];
  for (const authorization of wrong) {
    const answer = await gateway.app.inject({ url: '/services', headers: { authorization } });
    expect([authorization, answer.statusCode]).toEqual([authorization, 401]);
  }
});

test('passwords with colons and letters of any language work, in both encodings that clients send', () => {
  verifies('server:auth:encodings');
  const auth_password = `pä:ß:${randomBytes(4).toString('hex')}`;
  const credentials = new Credentials({ auth_user: 'jörg', auth_password, auth_token: '' });
  expect(credentials.check(basic(`jörg:${auth_password}`))).toEqual({ id: 'owner' });
  expect(credentials.check(basic(`jörg:${auth_password}`, 'latin1'))).toEqual({ id: 'owner' });
  const beyond = new Credentials({ auth_user: 'u', auth_password: '密码🙂', auth_token: '' });
  expect(beyond.check(basic('u:密码🙂'))).toEqual({ id: 'owner' });
  expect(beyond.check(basic('u:密码🙂', 'latin1'))).toBeUndefined();
});

test('a credential that is not configured opens nothing', () => {
  verifies('server:auth:empty');
  const tokenOnly = new Credentials({ auth_user: '', auth_password: '', auth_token: 't' });
  for (const header of [basic(':'), basic(''), 'Basic ', basic('t')]) {
    expect(tokenOnly.check(header)).toBeUndefined();
  }
  const pairOnly = new Credentials({ auth_user: 'u', auth_password: 'p', auth_token: '' });
  for (const header of ['Bearer ', 'Bearer  ', 'Bearer u:p']) {
    expect(pairOnly.check(header)).toBeUndefined();
  }
  const half = new Credentials({ auth_user: 'u', auth_password: '', auth_token: '' });
  expect(half.check(basic('u:'))).toBeUndefined();
});

test('secrets are compared in constant time', async () => {
  verifies('server:auth:constant-time');
  const source = await import('node:fs/promises').then(fs =>
    fs.readFile(new URL('../src/credentials.ts', import.meta.url), 'utf8'),
  );
  expect(source).toContain('timingSafeEqual(given, one)');
  expect(source).not.toMatch(/auth_(?:password|token)\s*[!=]==/);
});

test('the answers tell no password and no token', async () => {
  verifies('server:auth:secrets');
  const { auth_password, auth_token } = gateway.config.server;
  for (const [, url] of guarded) {
    const { body, headers } = await gateway.inject({ url });
    for (const secret of [auth_password, auth_token]) {
      expect(body + JSON.stringify(headers)).not.toContain(secret);
    }
  }
  expect(JSON.stringify([gateway.lines, gateway.logged])).not.toContain(auth_password);
});
