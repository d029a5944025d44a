import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import {
  AuthError,
  ConflictError,
  ForbiddenError,
  GatewayError,
  McpGateway,
  NotFoundError,
  RateLimitError,
  ValidationError,
} from '../src/index.ts';
import { answerWith, startServer } from './stand-in.ts';

async function refusal(
  status: number,
  body: unknown,
  headers?: Record<string, string>,
): Promise<GatewayError> {
  await using server = await startServer((_request, response) => answerWith(response, status, body, headers));
  const gateway = new McpGateway({ apiKey: 'k', url: server.url, checkVersion: false });
  return await gateway.servers.get('a').then(
    () => expect.unreachable('it was answered'),
    error => error,
  );
}

test.each([
  [401, AuthError, 'AuthError'],
  [403, ForbiddenError, 'ForbiddenError'],
  [404, NotFoundError, 'NotFoundError'],
  [409, ConflictError, 'ConflictError'],
  [422, ValidationError, 'ValidationError'],
  [429, RateLimitError, 'RateLimitError'],
  [400, GatewayError, 'GatewayError'],
  [500, GatewayError, 'GatewayError'],
])('%i is a GatewayError of its own class, with what the gateway said', async (status, Class, name) => {
  verifies('sdk:errors:classes');
  const error = await refusal(status, { status, detail: 'Not so', code: 'GW_NOT_SO' });
  expect(error).toBeInstanceOf(GatewayError);
  expect(error.constructor).toBe(Class);
  expect(error).toMatchObject({ name, statusCode: status, message: 'Not so', code: 'GW_NOT_SO' });
});

test('a 422 tells each wrong value, a 429 when to go on', async () => {
  verifies('sdk:errors:classes');
  const errors = [{ pointer: '/name', message: 'is taken' }];
  expect(await refusal(422, { detail: 'No', errors })).toMatchObject({ errors });
  const limited = await refusal(429, { detail: 'Slowly' }, { 'retry-after': '7' });
  expect(limited).toMatchObject({ retryAfter: 7, errors: [] });
});

test.each([
  [{ error: { message: 'by a proxy' } }, 'by a proxy'],
  [{ error: 'by another API' }, 'by another API'],
  [{ detail: { message: 'nested' } }, 'nested'],
  ['<h1>Bad gateway</h1>', '<h1>Bad gateway</h1>'],
  ['', 'The gateway answered 502'],
  ['null', 'null'],
])('what stands before the gateway may say it as %j', async (body, message) => {
  verifies('sdk:errors:classes');
  expect(await refusal(502, body)).toMatchObject({ statusCode: 502, message });
});

test('an answer that is no JSON is an error, not a value', async () => {
  verifies('sdk:errors:classes');
  const error = await refusal(200, '<html>');
  expect(error).toMatchObject({ name: 'GatewayError', statusCode: 200 });
});

test('a redirect is refused: credentials go nowhere else', async () => {
  verifies('sdk:errors:unreachable');
  const seen: string[] = [];
  await using elsewhere = await startServer((request, response) => {
    seen.push(`${request.url}`);
    answerWith(response, 200, {});
  });
  const error = await refusal(307, '', { location: elsewhere.url });
  expect(error).toMatchObject({ name: 'GatewayError', statusCode: 0 });
  expect(seen).toEqual([]);
});

test('a gateway that cannot be reached is named, with the reason', async () => {
  verifies('sdk:errors:unreachable');
  const { url } = await closedServer();
  const gateway = new McpGateway({ apiKey: 'secret-key', url });
  const error: GatewayError = await gateway.tools.search('x').then(
    () => expect.unreachable(),
    reason => reason,
  );
  expect(error).toMatchObject({ statusCode: 0, message: `Cannot reach ${url}: ECONNREFUSED` });
  expect(JSON.stringify(error)).not.toContain('secret-key');
});

/** The address of a server that has gone. */
async function closedServer() {
  await using server = await startServer(() => {});
  return { url: server.url };
}

test('an answer that is late, or stops in the middle, is given up after the time-out', async () => {
  verifies('sdk:timeout');
  for (const begun of [false, true]) {
    await using server = await startServer((_request, response) => {
      if (begun) response.writeHead(200).write('{"a":');
    });
    const gateway = new McpGateway({ url: server.url, timeout: 0.05, checkVersion: false });
    await expect(gateway.sessions.stats()).rejects.toMatchObject({
      statusCode: 0,
      message: 'Request timed out: GET /api/v1/sessions/stats',
    });
  }
});

test('a command in a sandbox may take as long as it was given, and the answer a little more', async () => {
  verifies('sdk:timeout');
  await using server = await startServer((_request, response) => {
    setTimeout(() => answerWith(response, 200, { exit_code: 0 }), 200);
  });
  const gateway = new McpGateway({ url: server.url, timeout: 0.05, checkVersion: false });
  expect(await gateway.sandboxes.exec('a', 'sleep 1', { timeout: 1 })).toEqual({ exit_code: 0 });
});
