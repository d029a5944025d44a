import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { FixtureGateway, type Mishap } from './fixtures/gateway.ts';
import { startSkill } from './fixtures/skill.ts';

const request = { call_id: 'call-1' };
const failing = (status: number, error: string, headers = {}): Mishap => ({
  kind: 'answer',
  status,
  body: { error },
  headers,
});

async function greetThrough(mishaps: Mishap[], parameters = {}) {
  const gateway = await FixtureGateway.start();
  const skill = await startSkill(gateway, parameters);
  gateway.mishaps.set('POST /services', mishaps);
  const started = performance.now();
  const { response } = await skill.invoke('mcp_greeter_greet', { name: 'World' }, request);
  const took = performance.now() - started;
  await skill.cleanup();
  await gateway[Symbol.asyncDispose]();
  return { gateway, response, took, keys: gateway.calls().map(call => call.headers['idempotency-key']) };
}

test('a server error is asked again, under the same key', async () => {
  verifies('skill:retry:5xx', 'skill:call:idempotency-key');
  const { response, keys } = await greetThrough([failing(500, 'Service error'), failing(502, 'died')]);
  expect(response).toBe('Hello, World!');
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
});

test('a connection that breaks after the tool has run does not run it twice', async () => {
  verifies('skill:retry:runs-once', 'skill:retry:connection');
  const { gateway, response } = await greetThrough([{ kind: 'reset', after: 'tool' }]);
  expect(response).toBe('Hello, World!');
  expect(gateway.calls()).toHaveLength(2);
  expect(gateway.runs).toHaveLength(1);
});

test('an answer that comes too late is asked for again, and the tool still runs once', async () => {
  verifies('skill:retry:timeout', 'skill:retry:runs-once');
  const { gateway, response } = await greetThrough([{ kind: 'hang', after: 'tool' }], {
    request_timeout: 0.2,
  });
  expect(response).toBe('Hello, World!');
  expect(gateway.runs).toHaveLength(1);
});

test('after the last attempt the failure is spoken', async () => {
  verifies('skill:retry:attempts', 'skill:failure:spoken');
  const error = failing(500, 'The tool lost its database');
  const { gateway, response } = await greetThrough([error, error, error, error], { retry_attempts: 2 });
  expect(response).toBe('Failed to call greeter.greet: The tool lost its database');
  expect(gateway.calls()).toHaveLength(2);
});

test('a refusal is final', async () => {
  verifies('skill:retry:never-4xx');
  const { gateway, response } = await greetThrough([failing(400, "Invalid 'arguments' parameter")]);
  expect(response).toBe("Failed to call greeter.greet: Invalid 'arguments' parameter");
  expect(gateway.calls()).toHaveLength(1);
});

test('a stored failure is not asked for again', async () => {
  const { gateway } = await greetThrough([failing(500, 'broken', { 'idempotency-replayed': 'true' })]);
  expect(gateway.calls()).toHaveLength(1);
});

test('over a rate limit the call waits as long as the gateway asks, beside its attempts', async () => {
  verifies('skill:retry:rate-limit');
  const limited = failing(429, '10 per minute', { 'retry-after': '1' });
  const { gateway, response, took } = await greetThrough([limited], { retry_attempts: 1 });
  expect(response).toBe('Hello, World!');
  expect(gateway.calls()).toHaveLength(2);
  expect(took).toBeGreaterThan(990);
});

test('a wait beyond the time-out is not begun, and the caller hears when to try again', async () => {
  verifies('skill:retry:rate-limit-patience');
  const limited = failing(429, '10 per minute', { 'retry-after': '20' });
  const { response, took } = await greetThrough([limited], { request_timeout: 5 });
  expect(response).toBe(
    'Failed to call greeter.greet: there were too many requests, please try again in 20 seconds',
  );
  expect(took).toBeLessThan(1_000);
});

test('a gateway that is over its limit for ever is left after the time-out', async () => {
  const limited = Array.from({ length: 50 }, () => failing(429, '10 per minute', { 'retry-after': '0' }));
  const { gateway, took } = await greetThrough(limited, { request_timeout: 0.5 });
  expect(took).toBeLessThan(2_000);
  expect(gateway.calls().length).toBeLessThan(10);
});

test('Retry-After may be a date', async () => {
  const date = new Date(Date.now() + 60_000).toUTCString();
  const { response } = await greetThrough([failing(429, 'limit', { 'retry-after': date })], {
    request_timeout: 5,
  });
  expect(response).toMatch(/try again in (59|60) seconds$/);
});
