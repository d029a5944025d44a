import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { eventsOf, nextMessage, TestEndpoints } from './test-endpoints.ts';

test('sessions and streams go on when another application takes over', async () => {
  verifies('mcp-edge:reload');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const stream = await endpoints.send('GET', '/mcp/gateway', {
    headers: { ...session, accept: 'text/event-stream' },
  });
  const events = eventsOf(stream);
  await endpoints.reload();
  [...endpoints.hub.listeners][0]?.notify('notifications/tools/list_changed', undefined);
  expect(await nextMessage(events)).toMatchObject({ method: 'notifications/tools/list_changed' });
  const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  expect((await endpoints.post('/mcp/gateway', list, { headers: session })).status).toBe(200);
  expect(endpoints.mcp.edge.counts.sessions).toBe(1);
});

test('a stop ends what clients only listen on, and lets requests under way end', async () => {
  verifies('mcp-edge:stop');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const done = Promise.withResolvers<object>();
  endpoints.hub.tools.set('waits', (_args, exchange) => {
    exchange.notify('notifications/progress', { progress: 1 });
    return done.promise;
  });
  const listening = eventsOf(
    await endpoints.send('GET', '/mcp/gateway', { headers: { ...session, accept: 'text/event-stream' } }),
  );
  const oldStream = eventsOf(await endpoints.send('GET', '/mcp/gateway/sse'));
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'waits' } };
  const events = eventsOf(await endpoints.post('/mcp/gateway', call, { headers: session }));
  expect(await nextMessage(events)).toMatchObject({ method: 'notifications/progress' });
  endpoints.mcp.endStreams();
  for (const ended of [listening, oldStream]) {
    const { value } = await ended.next();
    expect(value).toBeDefined();
    expect((await ended.next()).done).toBe(true);
  }
  done.resolve({ content: [] });
  expect(await nextMessage(events)).toMatchObject({ id: 1, result: { content: [] } });
});
