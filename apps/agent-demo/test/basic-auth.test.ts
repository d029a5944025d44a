import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createAgent } from '../src/index.ts';
import { authorization, listen } from './fixtures/host.ts';

const agent = () => createAgent({ name: 'guarded' });

test('everything but /health asks for credentials', async () => {
  verifies('agent:auth:basic');
  await using host = await listen(agent());
  const wrong = [
    {},
    authorization({ user: host.user, password: 'wrong' }),
    authorization({ user: 'wrong', password: host.password }),
    { authorization: `Bearer ${host.password}` },
    { authorization: 'Basic' },
    { authorization: 'Basic %%%' },
  ];
  for (const [method, path] of [
    ['GET', '/'],
    ['POST', '/'],
    ['GET', '/swaig'],
    ['POST', '/swaig'],
  ])
    for (const headers of wrong) {
      const response = await fetch(host.url + path, { method: method ?? '', headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
  expect((await fetch(`${host.url}/health`)).status).toBe(200);
});

test('a password that nobody chose is generated, another one each time', async () => {
  verifies('agent:auth:generated');
  await using first = await listen(agent());
  await using second = await listen(agent());
  expect(first.password).toMatch(/^[\w-]{32}$/);
  expect(second.password).not.toBe(first.password);
  expect((await fetch(`${first.url}/`, { headers: authorization(first) })).status).toBe(200);
});
