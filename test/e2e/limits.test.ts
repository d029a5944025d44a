import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { hostile } from './services.ts';

const many = (times: number, ask: () => Promise<{ status: number }>) =>
  Array.from({ length: times }).reduce<Promise<number[]>>(
    async before => [...(await before), (await ask()).status],
    Promise.resolve([]),
  );

test('each limit holds on its own route, says which setting it is, and when to come back', async () => {
  verifies('limits:routes:own', 'limits:answer:429');
  await using gateway = await startGateway({
    services: { it: hostile() },
    config: {
      rate_limiting: {
        default_limits: ['3 per hour'],
        tools_limit: '2 per minute',
        call_limit: '4 per minute',
        session_delete_limit: '1 per minute',
      },
    },
  });
  const asks: readonly [
    setting: string,
    allowed: number,
    ask: () => ReturnType<RunningGateway['request']>,
  ][] = [
    ['tools_limit', 2, () => gateway.request('/services/it/tools')],
    ['call_limit', 4, () => gateway.call('it', { tool: 'echo', session_id: 's' })],
    ['session_delete_limit', 1, () => gateway.request('/sessions/none', { method: 'DELETE' })],
    ['default_limits', 3, () => gateway.request('/services')],
    // Each endpoint counts apart.
    ['default_limits', 3, () => gateway.request('/sessions')],
  ];
  for (const [setting, allowed, ask] of asks) {
    expect(await many(allowed, ask), setting).not.toContain(429);
    const refused = await ask();
    expect(refused, setting).toMatchObject({
      status: 429,
      json: { error: expect.stringContaining(setting) },
    });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
});

test('health is never limited, failed logins are', async () => {
  verifies('limits:health:never', 'limits:failed-logins:count');
  await using gateway = await startGateway({ config: { rate_limiting: { default_limits: ['3 per hour'] } } });
  expect(await many(10, () => fetch(`${gateway.url}/health`))).toEqual(Array(10).fill(200));
  const guess = () => fetch(`${gateway.url}/services`, { headers: { authorization: 'Bearer guess' } });
  expect(await many(4, guess)).toEqual([401, 401, 401, 429]);
  expect((await gateway.request('/services')).status).toBe(429);
});

test('sessions over max_sessions_per_service are refused, and leave no process behind', async () => {
  verifies('limits:sessions:per-service');
  await using gateway = await startGateway({
    services: { it: hostile() },
    config: { session: { max_sessions_per_service: 2 } },
  });
  const open = (session_id: string) => gateway.call('it', { tool: 'echo', session_id });
  expect(await open('a')).toMatchObject({ status: 200 });
  expect(await open('b')).toMatchObject({ status: 200 });
  const before = gateway.processes().length;
  const refused = await open('c');
  expect(refused).toMatchObject({
    status: 429,
    json: { error: 'Maximum sessions (2) reached for service it' },
  });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(gateway.processes().length).toBeLessThanOrEqual(before);
  expect(await open('a')).toMatchObject({ status: 200 });
  await gateway.request('/sessions/a', { method: 'DELETE' });
  expect(await open('c')).toMatchObject({ status: 200 });
});

test('sessions over max_total_sessions are refused, over all services', async () => {
  verifies('limits:sessions:total');
  await using gateway = await startGateway({
    services: { one: hostile(), two: hostile() },
    config: { session: { max_total_sessions: 2 } },
  });
  await gateway.call('one', { tool: 'echo', session_id: 'a' });
  await gateway.call('two', { tool: 'echo', session_id: 'b' });
  expect(await gateway.call('one', { tool: 'echo', session_id: 'c' })).toMatchObject({
    status: 429,
    json: { error: 'Maximum total sessions (2) reached' },
  });
  // A session that is there may use another service: it is one session still.
  expect(await gateway.call('two', { tool: 'echo', session_id: 'a' })).toMatchObject({ status: 200 });
});
