import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ services: { tools: {}, other: {} } });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const list = async () => (await gateway.inject({ url: '/sessions' })).json();
const close = (id: string) => gateway.inject({ method: 'DELETE', url: `/sessions/${id}` });

test('sessions are listed with times in seconds, and what each service of theirs does', async () => {
  verifies('server:sessions:list', 'server:sessions:services');
  await gateway.call('echo', {}, { session_id: 'one', timeout: 60, metadata: { call: 7 } });
  await gateway.call('echo', {}, { session_id: 'one', service: 'other' });
  const { one } = await list();
  expect(one).toMatchObject({ service_name: 'tools', timeout: 60, metadata: { call: 7 } });
  expect(one.time_remaining).toBeGreaterThan(55);
  expect(one.time_remaining).toBeLessThanOrEqual(60);
  for (const time of [one.created_at, one.last_accessed]) {
    expect(time).toBe(new Date(time).toISOString());
    expect(Math.abs(Date.now() - Date.parse(time))).toBeLessThan(10_000);
  }
  expect(Object.keys(one.services)).toEqual(['tools', 'other']);
  expect(one.services.tools).toMatchObject({
    pid: expect.any(Number),
    alive: true,
    restarts: 0,
    calls: 1,
    in_flight: 0,
    shared: false,
    usage: { processes: 1, memory_mb: expect.any(Number), cpu_seconds: expect.any(Number) },
  });
});

test('a process that died is visible, and so is its restart', async () => {
  verifies('server:sessions:restarts');
  await gateway.call('die', {}, { session_id: 'two' });
  await expect.poll(async () => (await list()).two.services.tools.alive).toBe(false);
  await gateway.call('echo', {}, { session_id: 'two' });
  expect((await list()).two.services.tools).toMatchObject({ alive: true, restarts: 1 });
});

test('closing a session ends its process, and answers when that is gone', async () => {
  verifies('server:sessions:close');
  const pid = Number((await gateway.call('pid', {}, { session_id: 'three' })).json().result);
  const answer = await close('three');
  expect([answer.statusCode, answer.json()]).toEqual([200, { message: 'Session three closed' }]);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  expect(await list()).not.toHaveProperty('three');
});

test('closing what there is not is 404', async () => {
  verifies('server:sessions:close-unknown');
  const answer = await close('never-there');
  expect([answer.statusCode, answer.json()]).toEqual([404, { error: 'Session never-there not found' }]);
});

test.each([
  ['a%20b', 'Session ID contains invalid characters'],
  ['a%2F..%2Fb', 'Session ID contains invalid characters'],
  ['x%0A', 'Session ID contains invalid characters'],
  ['x'.repeat(129), 'Invalid session ID length'],
])('closing the bad id %s is 400', async (id, error) => {
  verifies('server:sessions:close-bad-id');
  const answer = await close(id);
  expect([answer.statusCode, answer.json()]).toEqual([400, { error }]);
});

test('a DELETE may carry a body of any kind, which is ignored', async () => {
  verifies('server:sessions:close-body');
  for (const [type, payload] of [
    ['application/json', ''],
    ['application/json', '{nonsense'],
    ['text/plain', 'hello'],
  ] as const) {
    const answer = await gateway.inject({
      method: 'DELETE',
      url: '/sessions/none',
      payload,
      headers: { 'content-type': type },
    });
    expect(answer.statusCode).toBe(404);
  }
});
