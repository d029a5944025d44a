import { expect, test } from 'vitest';
import { startTestGateway } from './test-gateway.ts';

test('smoke', async () => {
  await using gateway = await startTestGateway();
  const answer = await gateway.call('echo', { text: 'hi' });
  expect([answer.statusCode, answer.json(), answer.headers]).toEqual([200, {}, {}]);
});
