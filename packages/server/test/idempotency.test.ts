import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { IdempotencyStore } from '../src/idempotency-store.ts';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
let folder: string;
beforeAll(async () => {
  gateway = await startTestGateway({ services: { tools: {}, other: {} } });
  folder = await mkdtemp(join(tmpdir(), 'idempotency-'));
});
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const withKey = (key: string) => ({ headers: { 'idempotency-key': key } });

test('a repeated request runs once, and gets the same answer', async () => {
  verifies('server:idempotency:once');
  const key = randomUUID();
  const first = await gateway.call('count', {}, withKey(key));
  const second = await gateway.call('count', {}, withKey(key));
  expect([second.statusCode, second.body]).toEqual([200, first.body]);
  expect(first.headers).not.toHaveProperty('idempotency-replayed');
  expect(second.headers['idempotency-replayed']).toBe('true');
  const without = await gateway.call('count');
  expect(Number(without.json().result)).toBe(Number(first.json().result) + 1);
});

test('duplicates at the same time wait for the first, and all get its answer', async () => {
  verifies('server:idempotency:concurrent');
  const key = randomUUID();
  const file = join(folder, key);
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => gateway.call('mark', { file, ms: 50 }, withKey(key))),
  );
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true')).toHaveLength(4);
  expect(await readFile(file, 'utf8')).toBe('ran\n');
});

test('a key that was used for another request is 422', async () => {
  verifies('server:idempotency:conflict');
  const key = randomUUID();
  await gateway.call('echo', { text: 'a' }, withKey(key));
  for (const other of [
    () => gateway.call('echo', { text: 'b' }, withKey(key)),
    () => gateway.call('echo', { text: 'a' }, { ...withKey(key), service: 'other' }),
    () => gateway.call('echo', { text: 'a' }, { ...withKey(key), session_id: 's2' }),
  ]) {
    const answer = await other();
    expect(answer.statusCode).toBe(422);
    expect(Object.keys(answer.json())).toEqual(['error']);
  }
});

test('a failure after the tool may have run is remembered, so that it never runs twice', async () => {
  verifies('server:idempotency:failures');
  const key = randomUUID();
  const file = join(folder, key);
  const args = { file, ms: 60_000 };
  const rest = { ...withKey(key), call_timeout: 0.2, session_id: 'late' };
  const first = await gateway.call('mark', args, rest);
  const second = await gateway.call('mark', args, rest);
  expect([first.statusCode, second.statusCode]).toEqual([504, 504]);
  expect((await readFile(file, 'utf8')).match(/ran/g)).toHaveLength(1);
});

test('what cannot have run is forgotten: the same key may try again', async () => {
  verifies('server:idempotency:not-run');
  await using small = await startTestGateway({ config: { session: { max_total_sessions: 1 } } });
  const key = randomUUID();
  await small.call('echo', {}, { session_id: 'taken' });
  expect((await small.call('echo', {}, withKey(key))).statusCode).toBe(429);
  await small.inject({ method: 'DELETE', url: '/sessions/taken' });
  const again = await small.call('echo', {}, withKey(key));
  expect(again.statusCode).toBe(200);
  expect(again.headers).not.toHaveProperty('idempotency-replayed');
});

test('an invalid request does not use up its key', async () => {
  verifies('server:idempotency:not-run');
  const key = randomUUID();
  expect((await gateway.call('echo', {}, { ...withKey(key), timeout: -1 })).statusCode).toBe(400);
  expect((await gateway.call('echo', {}, withKey(key))).statusCode).toBe(200);
});

test.each(['', ' ', 'a b', 'x'.repeat(256), 'ü'])('the key "%s" is refused', async key => {
  verifies('server:idempotency:key');
  const answer = await gateway.call('echo', {}, withKey(key));
  expect([answer.statusCode, Object.keys(answer.json())]).toEqual([400, ['error']]);
});

test('keys outlive a reload: they are of the shared state', async () => {
  verifies('server:idempotency:reload');
  const key = randomUUID();
  const first = await gateway.call('echo', { text: 'kept' }, withKey(key));
  await using reloaded = await startTestGateway({
    shared: gateway.shared,
    config: { server: gateway.config.server },
  });
  const second = await reloaded.call('echo', { text: 'kept' }, withKey(key));
  expect([second.body, second.headers['idempotency-replayed']]).toEqual([first.body, 'true']);
});

test('the store is bounded in number, bytes and time', async () => {
  verifies('server:idempotency:bounded');
  let now = 0;
  const store = new IdempotencyStore({ keepMs: 1_000, maxEntries: 3, maxBytes: 100, now: () => now });
  let runs = 0;
  const once = (key: string, body = 'x') =>
    store.once({ principal: 'p', key, fingerprint: 'f' }, async () => {
      runs += 1;
      return { answer: { statusCode: 200, body }, keep: true };
    });
  for (const key of ['a', 'b', 'c', 'd']) await once(key);
  expect(store.size).toBe(3);
  expect((await once('d')).replayed).toBe(true);
  expect((await once('a')).replayed).toBe(false);
  await once('big', 'y'.repeat(99));
  expect(store.size).toBe(2);
  now = 1_001;
  expect((await once('big')).replayed).toBe(false);
  expect(runs).toBe(7);
});

test('keys of two principals have nothing to do with each other', async () => {
  verifies('server:idempotency:principal');
  const store = new IdempotencyStore();
  const run = async () => ({ answer: { statusCode: 200, body: '' }, keep: true });
  await store.once({ principal: 'a', key: 'k', fingerprint: '1' }, run);
  const other = await store.once({ principal: 'b', key: 'k', fingerprint: '2' }, run);
  expect(other.replayed).toBe(false);
});

test('a run that throws is forgotten, and tells those who wait', async () => {
  verifies('server:idempotency:not-run');
  const store = new IdempotencyStore();
  const request = { principal: 'a', key: 'k', fingerprint: '1' };
  const fail = async () => {
    throw new Error('no');
  };
  const both = await Promise.allSettled([store.once(request, fail), store.once(request, fail)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(store.size).toBe(0);
});
