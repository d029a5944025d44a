import { openStore, StoreError } from '@gw/store';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlatformHost } from '../../src/platform/platform.ts';
import { startTestGateway } from '../test-gateway.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { startOnSqlite, type TestPlatform } from './test-platform.ts';

let platform: TestPlatform;
beforeAll(async () => {
  platform = await startOnSqlite();
});
afterAll(() => platform[Symbol.asyncDispose]());

test.each([
  ['GET', '/nope', 404, 'GW_UNKNOWN_ROUTE'],
  ['PATCH', '/sessions', 405, 'GW_METHOD_NOT_ALLOWED'],
  ['DELETE', '/sdk/cache/a/b', 405, 'GW_METHOD_NOT_ALLOWED'],
  ['GET', '/sessions/not-an-id', 422, 'GW_INVALID'],
  ['GET', '/sessions/%zz', 400, 'GW_INVALID_REQUEST'],
  ['GET', '/sessions/00000000-0000-7000-8000-000000000000', 404, 'GW_NOT_FOUND'],
] as const)('%s %s is %d as problem details', async (method, path, status, code) => {
  verifies('platform:problems:form');
  const answer = await platform.ask(method, path);
  expect([answer.status, answer.json.code]).toEqual([status, code]);
});

test('without credentials, or with wrong ones, it is 401 and says how to come in', async () => {
  verifies('platform:problems:form');
  for (const authorization of [undefined, 'Bearer wrong', 'Basic eDp5']) {
    const answer = await platform.gateway.app.inject({
      url: '/api/v1/sessions',
      headers: authorization ? { authorization } : {},
    });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'GW_UNAUTHENTICATED']);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer .*Basic /);
  }
});

test('each wrong value is named by its pointer, also those that are missing or unknown', async () => {
  verifies('platform:problems:pointers');
  const body = { scopes: ['tools:read', 'moon:read'], rate_limit_rpm: '60', 'un/known': 1, environment: 'A' };
  const answer = await platform.ask('POST', '/users/me/api-keys', { body });
  expect(answer.status).toBe(422);
  expect(answer.json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/environment',
    '/name',
    '/rate_limit_rpm',
    '/scopes/1',
    '/un~1known',
  ]);
  const query = await platform.ask('GET', '/audit?page=0&page_size=x&colour=red');
  expect(query.json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
    '/colour',
    '/page',
    '/page_size',
  ]);
});

test.each([
  ['text that is no JSON', '{"name":', 'application/json', 400],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'application/json', 400],
  ['JSON of great depth', '['.repeat(5_000) + ']'.repeat(5_000), 'application/json', 400],
  ['no body', '', 'application/json', 422],
  ['a list', '[]', 'application/json', 422],
  ['a form', 'name=x', 'application/x-www-form-urlencoded', 415],
  ['11 MB', `"${'x'.repeat(11 * 1024 * 1024)}"`, 'application/json', 413],
])('a body that is %s is refused', async (_what, body, type, status) => {
  verifies('platform:problems:bodies');
  const headers = { 'content-type': type };
  const answer = await platform.ask('POST', '/users/me/api-keys', { body, headers });
  expect(answer.status).toBe(status);
});

test('what nobody foresaw is logged, and shown without a word of it', async () => {
  verifies('platform:problems:internal');
  await using broken = await startOnSqlite();
  const { parts } = PlatformHost.of(broken.gateway.platform!);
  parts.keys.create = () => Promise.reject(new Error('secret'));
  const answer = await broken.ask('POST', '/users/me/api-keys', { body: { name: 'x' } });
  expect([answer.status, answer.json.detail]).toEqual([500, 'Internal server error']);
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(broken.gateway.logged).toContainEqual(
    expect.objectContaining({ level: 'error', fields: expect.objectContaining({ err: expect.any(Error) }) }),
  );
});

test('until the database is open, all of it is 503 with Retry-After, keys included, and the rest answers', async () => {
  verifies('platform:opening:beside');
  const opening = Promise.withResolvers<never>();
  await using gateway = await startTestGateway({ openStore: () => opening.promise });
  void gateway.platform?.start();
  const answer = await gateway.inject({ url: '/api/v1/sessions' });
  expect([answer.statusCode, answer.json().code]).toEqual([503, 'GW_PLATFORM_UNAVAILABLE']);
  expect(answer.headers['retry-after']).toBe('1');
  const authorization = `Bearer ${await platform.key()}`;
  const withKey = await gateway.app.inject({ url: '/services', headers: { authorization } });
  expect([withKey.statusCode, withKey.headers['retry-after']]).toEqual([503, '1']);
  expect((await gateway.inject({ url: '/services' })).statusCode).toBe(200);
  expect((await gateway.app.inject({ url: '/api/v1/sessions' })).statusCode).toBe(401);
  opening.reject(new Error('over'));
});

test('a database that comes late is opened late; one that is damaged is told to the log, not to callers', async () => {
  verifies('platform:opening:beside');
  const { path, [Symbol.asyncDispose]: remove } = await temporaryFolder();
  let attempts = 0;
  const openLate = async () => {
    attempts += 1;
    if (attempts === 1) throw new StoreError('GW_STORE_UNAVAILABLE', 'not there: password');
    return openStore({ dataDir: path });
  };
  await using late = await startTestGateway({ openStore: openLate });
  await late.platform?.start();
  expect((await late.inject({ url: '/api/v1/sessions' })).statusCode).toBe(200);

  const damaged = () => Promise.reject(new StoreError('GW_STORE_CORRUPT', 'the file is damaged'));
  await using never = await startTestGateway({ openStore: damaged });
  await never.platform?.start();
  const answer = await never.inject({ url: '/api/v1/sessions' });
  expect([answer.statusCode, answer.json().detail]).toEqual([503, expect.stringContaining('log')]);
  expect(never.logged.filter(({ level }) => level === 'error')).toHaveLength(1);
  await late.platform?.close();
  await remove();
});
