import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { allEvents, jsonOf, messagesOf, modern, TestEndpoints } from './test-endpoints.ts';

const list = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/list' });
const note = { jsonrpc: '2.0', method: 'notifications/vendor' };

test('clients of 2025-03-26 send several messages at once, and get the answers together', async () => {
  verifies('mcp-edge:2025:batches');
  await using endpoints = await TestEndpoints.start();
  const headers = await endpoints.initialize('/mcp/gateway', { version: '2025-03-26' });
  const unknown = { jsonrpc: '2.0', id: 3, method: 'nope' };
  const answer = await endpoints.post('/mcp/gateway', [list(1), note, list(2), unknown], { headers });
  const answers = (await jsonOf(answer)) as { id: number }[];
  expect(answers.map(({ id }) => id).sort()).toEqual([1, 2, 3]);
  expect(answers.find(({ id }) => id === 3)).toMatchObject({ error: { code: -32_601 } });
  expect(endpoints.hub.notifications).toHaveLength(1);
  expect((await endpoints.post('/mcp/gateway', [note, note], { headers })).status).toBe(202);
});

test('what comes before the answers of an array comes at once', async () => {
  verifies('mcp-edge:2025:batches', 'mcp-edge:stream:upgrade');
  await using endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('talks', (_args, exchange) => {
    exchange.notify('notifications/progress', { progress: 1 });
    return { content: [] };
  });
  const headers = await endpoints.initialize('/mcp/gateway', { version: '2025-03-26' });
  const call = { jsonrpc: '2.0', id: 9, method: 'tools/call', params: { name: 'talks' } };
  const answer = await endpoints.post('/mcp/gateway', [call, list(1)], { headers });
  const [progress, answers] = messagesOf(await allEvents(answer));
  expect(progress).toMatchObject({ method: 'notifications/progress' });
  expect((answers as unknown as { id: number }[]).map(({ id }) => id).sort()).toEqual([1, 9]);
});

test('other versions have no arrays, and arrays hold messages of their session alone', async () => {
  verifies('mcp-edge:2025:batches');
  await using endpoints = await TestEndpoints.start();
  const status = async (body: unknown, headers: Record<string, string>) =>
    (await endpoints.post('/mcp/gateway', body, { headers })).status;
  const newer = await endpoints.initialize();
  expect(await status([list(1)], newer)).toBe(400);
  const older = await endpoints.initialize('/mcp/gateway', { version: '2025-03-26' });
  const handshake = {
    jsonrpc: '2.0',
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-03-26' },
  };
  for (const body of [
    [],
    [list(1), 7],
    [list(1), handshake],
    [modern('tools/list').body],
    Array.from({ length: 101 }, (_, id) => list(id)),
  ]) {
    expect(await status(body, older)).toBe(400);
  }
  expect(await status([list(1)], {})).toBe(400);
});
