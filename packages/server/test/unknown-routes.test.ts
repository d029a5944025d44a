import { verifies } from '@gw/test';
import type { HTTPMethods } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway[Symbol.asyncDispose]());

test.each([
  '/',
  '/nope',
  '/services/',
  '/services/x',
  '/services/x/tools/',
  '//services',
  '/SERVICES',
  '/sessions/a/b',
])('the unknown path %s is 404 as {error}, with credentials or without', async url => {
  verifies('server:routes:404');
  for (const headers of [{}, gateway.headers]) {
    const answer = await gateway.app.inject({ url, headers });
    expect([answer.statusCode, answer.json()]).toEqual([404, { error: 'Not found' }]);
  }
});

test.each([
  ['PUT', '/services', 'GET, HEAD, OPTIONS'],
  ['POST', '/health', 'GET, HEAD, OPTIONS'],
  ['GET', '/services/tools/call', 'OPTIONS, POST'],
  ['PATCH', '/sessions/x', 'DELETE, OPTIONS'],
  ['GET', '/sessions/x', 'DELETE, OPTIONS'],
  ['TRACE', '/services', 'GET, HEAD, OPTIONS'],
  ['DELETE', '/sessions', 'GET, HEAD, OPTIONS'],
])('%s %s is 405 as {error}, and says what is allowed', async (method, url, allow) => {
  verifies('server:routes:405');
  const answer = await gateway.inject({ method: method as HTTPMethods, url });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers.allow).toBe(allow);
  expect(Object.keys(answer.json())).toEqual(['error']);
});

test('OPTIONS of a known path tells its methods, without credentials', async () => {
  verifies('server:routes:options');
  const answer = await gateway.app.inject({ method: 'OPTIONS', url: '/services/tools/call' });
  expect([answer.statusCode, answer.headers.allow, answer.body]).toEqual([200, 'OPTIONS, POST', '']);
});

test('HEAD answers as GET does, without the body', async () => {
  verifies('server:routes:head');
  const answer = await gateway.inject({ method: 'HEAD', url: '/services' });
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
  expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
});

test('a body sent to where no route is, is not read', async () => {
  verifies('server:routes:404');
  const payload = Buffer.alloc(11 * 1024 * 1024);
  const answer = await gateway.app.inject({ method: 'POST', url: '/nope', payload });
  expect(answer.statusCode).toBe(404);
});
