import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventsOf, nextMessage, TestEndpoints, textOf } from './test-endpoints.ts';

async function connect(endpoints: TestEndpoints, path = '/mcp/gateway/sse') {
  const leaving = new AbortController();
  const answer = await endpoints.send('GET', path, { signal: leaving.signal });
  const events = eventsOf(answer);
  const { value: endpoint } = await events.next();
  return { answer, events, endpoint, leave: () => leaving.abort() };
}

const handshake = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'old', version: '0' } },
};

test.each(['/mcp/gateway/sse', '/mcp/servers/one/sse'])(
  '%s tells where to post, and answers there',
  async path => {
    verifies('mcp-edge:sse');
    await using endpoints = await TestEndpoints.start();
    endpoints.hub.tools.set('asks', async (_args, exchange) => {
      exchange.notify('notifications/progress', { progress: 1 });
      return { reply: await exchange.ask?.('roots/list', undefined, exchange.signal) };
    });
    const { answer, events, endpoint } = await connect(endpoints, path);
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(endpoint).toMatchObject({
      event: 'endpoint',
      data: expect.stringMatching(`^${path}\\?session=[\\w-]+$`),
    });
    const post = (message: unknown) => endpoints.post(endpoint.data, message);
    const taken = await post(handshake);
    expect([taken.status, await textOf(taken)]).toEqual([202, 'Accepted']);
    expect(await nextMessage(events)).toMatchObject({ id: 0, result: { protocolVersion: '2024-11-05' } });
    await post({ jsonrpc: '2.0', method: 'notifications/initialized' });
    await post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'asks' } });
    expect(await nextMessage(events)).toMatchObject({ method: 'notifications/progress' });
    const asked = await nextMessage(events);
    await post({ jsonrpc: '2.0', id: asked.id, result: { roots: [] } });
    expect(await nextMessage(events)).toMatchObject({ id: 1, result: { reply: { result: { roots: [] } } } });
    const [listener] = [...endpoints.hub.listeners];
    listener?.notify('notifications/tools/list_changed', undefined);
    expect(await nextMessage(events)).toMatchObject({ method: 'notifications/tools/list_changed' });
  },
);

test('a session begins with initialize, and ends with its stream', async () => {
  verifies('mcp-edge:sse');
  await using endpoints = await TestEndpoints.start();
  const { events, endpoint, leave } = await connect(endpoints);
  await endpoints.post(endpoint.data, { jsonrpc: '2.0', id: 1, method: 'tools/list' });
  expect(await nextMessage(events)).toMatchObject({ id: 1, error: { code: -32_600 } });
  await endpoints.post(endpoint.data, { jsonrpc: '2.0', id: 2, method: 'ping' });
  expect(await nextMessage(events)).toMatchObject({ id: 2, result: {} });
  await endpoints.post(endpoint.data, handshake);
  expect(await nextMessage(events)).toMatchObject({ id: 0 });
  await endpoints.post(endpoint.data, { ...handshake, id: 3 });
  expect(await nextMessage(events)).toMatchObject({ id: 3, error: { code: -32_600 } });
  leave();
  await expect.poll(() => endpoints.hub.closed.length).toBe(1);
  expect((await endpoints.post(endpoint.data, handshake)).status).toBe(404);
});

test('a stream takes messages at its own endpoint only, and no others', async () => {
  verifies('mcp-edge:sse:bound', 'mcp-edge:2025:refused');
  await using endpoints = await TestEndpoints.start();
  const { endpoint } = await connect(endpoints);
  const elsewhere = endpoint.data.replace('/mcp/gateway', '/mcp/servers/one');
  expect((await endpoints.post(elsewhere, handshake)).status).toBe(404);
  expect((await endpoints.post('/mcp/gateway/sse', handshake)).status).toBe(404);
  expect((await endpoints.post(endpoint.data, '{')).status).toBe(400);
  const other = { authorization: 'Bearer wrong' };
  expect((await endpoints.post(endpoint.data, handshake, { headers: other })).status).toBe(401);
});

test('behind a proxy with a path, the endpoint is told with it', async () => {
  verifies('mcp-edge:sse');
  await using endpoints = await TestEndpoints.start({
    config: { server: { public_url: 'https://example.com/gw/' } },
  });
  const { endpoint } = await connect(endpoints);
  expect(endpoint.data).toMatch(/^\/gw\/mcp\/gateway\/sse\?session=/);
});
