import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestGateway, type TestGateway, toolServer } from './test-gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    services: {
      zebra: { description: 'Last' },
      alpha: { description: 'First' },
      Beta: {},
      off: { enabled: false },
      broken: { command: [process.execPath, '-e', 'process.exit(1)'] },
    },
  });
});
afterAll(() => gateway[Symbol.asyncDispose]());

test('services are listed in alphabetical order, without the disabled ones', async () => {
  verifies('server:services:list');
  const answer = await gateway.inject({ url: '/services' });
  expect(answer.statusCode).toBe(200);
  expect(Object.entries(answer.json())).toEqual([
    ['Beta', { description: '', enabled: true, command: toolServer }],
    ['alpha', { description: 'First', enabled: true, command: toolServer }],
    ['broken', { description: '', enabled: true, command: [process.execPath, '-e', 'process.exit(1)'] }],
    ['zebra', { description: 'Last', enabled: true, command: toolServer }],
  ]);
});

test('tools are listed as their server describes them, unknown fields included', async () => {
  verifies('server:tools:list');
  const answer = await gateway.inject({ url: '/services/alpha/tools' });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().service).toBe('alpha');
  expect(answer.json().tools).toContainEqual({
    name: 'echo',
    description: 'Does echo',
    inputSchema: { type: 'object' },
    'x-later': true,
  });
});

test.each(['nope', 'off', 'constructor'])('tools of %s, unknown or disabled, are 400', async service => {
  verifies('server:tools:unknown-service');
  const answer = await gateway.inject({ url: `/services/${service}/tools` });
  expect([answer.statusCode, answer.json()]).toEqual([400, { error: `Unknown service: ${service}` }]);
});

test('tools of a service that fails are 500 Service error', async () => {
  verifies('server:tools:service-error');
  const answer = await gateway.inject({ url: '/services/broken/tools' });
  expect([answer.statusCode, answer.json()]).toEqual([500, { error: 'Service error' }]);
});

test('listings start no process', async () => {
  verifies('server:listings:no-process');
  await Promise.all(['zebra', 'alpha', 'Beta'].map(name => gateway.manager.getServiceTools(name)));
  const before = gateway.sessions.stats();
  for (let round = 0; round < 20; round++) {
    await gateway.inject({ url: '/services' });
    await gateway.inject({ url: '/services/alpha/tools' });
  }
  const after = gateway.sessions.stats();
  expect([after.upstreams, after.starting, after.sessions]).toEqual([
    before.upstreams,
    before.starting,
    before.sessions,
  ]);
  expect(gateway.manager.status('alpha').attempts).toBe(1);
});
