import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import {
  allEvents,
  eventsOf,
  jsonOf,
  messagesOf,
  modern,
  nextMessage,
  TestEndpoints,
} from './test-endpoints.ts';

const idKey = 'io.modelcontextprotocol/subscriptionId';

const listen = (id: string | number, notifications: unknown = { toolsListChanged: true }) =>
  modern('subscriptions/listen', { notifications }, { id });

test('the acknowledgement comes first, and everything after it carries the id', async () => {
  verifies('mcp-edge:2026:listen-ack', 'mcp-edge:2026:listen-id');
  await using endpoints = await TestEndpoints.start();
  const { listen: honest } = endpoints.hub;
  endpoints.hub.listen = async (scope, filter, listener) => {
    listener.notify('notifications/tools/list_changed', undefined);
    return {
      ...(await honest.call(endpoints.hub, scope, filter, listener)),
      acknowledged: { toolsListChanged: true },
    };
  };
  const { body, headers } = listen('s', { toolsListChanged: true, promptsListChanged: true });
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  const events = eventsOf(answer);
  expect(await nextMessage(events)).toEqual({
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications: { toolsListChanged: true }, _meta: { [idKey]: 's' } },
  });
  expect(await nextMessage(events)).toMatchObject({
    method: 'notifications/tools/list_changed',
    params: { _meta: { [idKey]: 's' } },
  });
  const params = { uri: 'x:', extra: 1, _meta: { other: 2 } };
  endpoints.hub.subscriptions[0]?.listener.notify('notifications/resources/updated', params);
  expect(await nextMessage(events)).toEqual({
    jsonrpc: '2.0',
    method: 'notifications/resources/updated',
    params: { uri: 'x:', extra: 1, _meta: { other: 2, [idKey]: 's' } },
  });
  expect(answer.headers['x-accel-buffering']).toBe('no');
});

test('a subscription without a filter is refused, and one that fails is told why', async () => {
  verifies('mcp-edge:2026:listen-filter');
  await using endpoints = await TestEndpoints.start();
  const { body, headers } = modern('subscriptions/listen');
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  expect(await jsonOf(answer)).toMatchObject({ id: 1, error: { code: -32_602 } });
  endpoints.hub.listen = () => Promise.reject(new Error('secret'));
  const failed = listen(2);
  const told = await endpoints.post('/mcp/gateway', failed.body, { headers: failed.headers });
  expect(await jsonOf(told)).toEqual({
    jsonrpc: '2.0',
    id: 2,
    error: { code: -32_603, message: 'Internal error' },
  });
});

test('a subscription ends with its stream', async () => {
  verifies('mcp-edge:2026:listen-close');
  await using endpoints = await TestEndpoints.start();
  const leaving = new AbortController();
  const { body, headers } = listen(1);
  const answer = await endpoints.post('/mcp/gateway', body, { headers, signal: leaving.signal });
  await nextMessage(eventsOf(answer));
  expect([endpoints.hub.subscriptions[0]?.isClosed, endpoints.mcp.edge.counts.subscriptions]).toEqual([
    false,
    1,
  ]);
  leaving.abort();
  await expect.poll(() => endpoints.hub.subscriptions[0]?.isClosed).toBe(true);
  expect(endpoints.mcp.edge.counts.subscriptions).toBe(0);
});

test('a subscription that the gateway ends is cancelled and answered, and then its stream is closed', async () => {
  verifies('mcp-edge:2026:listen-end', 'mcp-edge:stop');
  await using endpoints = await TestEndpoints.start();
  const { body, headers } = listen(7);
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  const ended = allEvents(answer);
  await expect.poll(() => endpoints.hub.subscriptions.length).toBe(1);
  endpoints.mcp.endStreams();
  expect(messagesOf(await ended).slice(1)).toEqual([
    {
      jsonrpc: '2.0',
      method: 'notifications/cancelled',
      params: { requestId: 7, reason: 'The gateway ends this subscription', _meta: { [idKey]: 7 } },
    },
    { jsonrpc: '2.0', id: 7, result: { resultType: 'complete', _meta: { [idKey]: 7 } } },
  ]);
  expect(endpoints.hub.subscriptions[0]?.isClosed).toBe(true);
});
