import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startTestGateway } from './test-gateway.ts';

test('health tells the platform version and the gateway’s own, without credentials', async () => {
  verifies('server:health:answer');
  await using gateway = await startTestGateway({ version: '9.8.7' });
  const answer = await gateway.app.inject({ url: '/health' });
  expect(answer.statusCode).toBe(200);
  const { timestamp, ...rest } = answer.json();
  expect(rest).toEqual({ status: 'healthy', version: '0.28.0', gateway_version: '9.8.7' });
  expect(timestamp).toBe(new Date(timestamp).toISOString());
});

test('wrong credentials do not harm a probe', async () => {
  verifies('server:health:answer');
  await using gateway = await startTestGateway();
  const answer = await gateway.app.inject({
    url: '/health',
    headers: { authorization: 'Basic bm9wZTpub3Bl' },
  });
  expect(answer.statusCode).toBe(200);
});

test('livez is about the process, readyz about taking calls', async () => {
  verifies('server:probes:ready');
  let ready = false;
  await using gateway = await startTestGateway({ isReady: () => ready });
  const get = async (url: string) => {
    const answer = await gateway.app.inject({ url });
    return [answer.statusCode, answer.json()];
  };
  expect(await get('/livez')).toEqual([200, { status: 'alive' }]);
  expect(await get('/readyz')).toEqual([
    503,
    { status: 'not ready', reasons: ['the gateway is starting or shutting down'] },
  ]);
  ready = true;
  expect(await get('/readyz')).toEqual([200, { status: 'ready', reasons: [] }]);
});

test('probes are never limited', async () => {
  verifies('server:limits:probes');
  await using gateway = await startTestGateway({
    config: { rate_limiting: { default_limits: ['1 per day'] } },
  });
  for (const url of ['/health', '/livez', '/readyz']) {
    for (let round = 0; round < 5; round++) {
      expect((await gateway.app.inject({ url })).statusCode).toBe(200);
    }
  }
});
