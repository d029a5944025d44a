import { verifies } from '@gw/test';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { errorAnswers } from '../src/error-answers.ts';
import { RequestError, type ServerErrorCode } from '../src/index.ts';

test('what nobody foresaw is logged with its cause, and shown as Internal server error', async () => {
  verifies('server:errors:internal');
  const logged: object[] = [];
  const log = (fields: object) => logged.push(fields);
  const app = Fastify();
  app.setErrorHandler(errorAnswers({ debug: log, info: log, warn: log, error: log }));
  const thrown = [
    new Error('secret', { cause: new Error('deeper') }),
    Object.assign(new Error('secret'), { statusCode: 418, code: 'FST_ERR_VALIDATION' }),
    'secret',
    undefined,
    { message: 'secret', statusCode: 400 },
  ];
  for (const [at, value] of thrown.entries()) {
    app.get(`/${at}`, async () => {
      throw value;
    });
  }
  for (const at of thrown.keys()) {
    const answer = await app.inject({ url: `/${at}` });
    expect([answer.statusCode, answer.body]).toEqual([500, '{"error":"Internal server error"}']);
  }
  expect(logged).toHaveLength(thrown.length);
  expect(logged[0]).toMatchObject({ err: thrown[0], route: '/0', method: 'GET' });
  await app.close();
});

test('a refusal is its message, with its headers', async () => {
  verifies('server:errors:shape');
  const app = Fastify();
  const silent = () => {};
  app.setErrorHandler(errorAnswers({ debug: silent, info: silent, warn: silent, error: silent }));
  app.get('/', async () => {
    throw new RequestError('GW_RATE_LIMITED', 429, 'too many', { 'retry-after': '7' });
  });
  const answer = await app.inject({ url: '/' });
  expect([answer.statusCode, answer.json(), answer.headers['retry-after']]).toEqual([
    429,
    { error: 'too many' },
    '7',
  ]);
  await app.close();
});

test('the codes are these', () => {
  const codes: Record<ServerErrorCode, true> = {
    GW_INVALID_REQUEST: true,
    GW_FORBIDDEN: true,
    GW_PLATFORM_UNAVAILABLE: true,
    GW_HOST_NOT_ALLOWED: true,
    GW_UNKNOWN_SERVICE: true,
    GW_UNKNOWN_TOOL: true,
    GW_UNKNOWN_SESSION: true,
    GW_SESSION_CLOSED: true,
    GW_UNKNOWN_ROUTE: true,
    GW_METHOD_NOT_ALLOWED: true,
    GW_BODY_TOO_LARGE: true,
    GW_UNSUPPORTED_MEDIA_TYPE: true,
    GW_IDEMPOTENCY_CONFLICT: true,
    GW_RATE_LIMITED: true,
    GW_TOKENS_UNCHECKED: true,
    GW_SERVICE_FAILED: true,
    GW_RATE_LIMIT_SETTING: true,
  };
  expect(Object.keys(codes)).toHaveLength(17);
});
