import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { Exchange, JsonRpcReply } from '../../../src/mcp/hub.ts';
import { allEvents, eventsOf, jsonOf, messagesOf, nextMessage, TestEndpoints } from './test-endpoints.ts';

const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'asks' } };

/** A tool that asks its client, and answers with what the client has said. */
function asking(endpoints: TestEndpoints, signal = new AbortController().signal) {
  endpoints.hub.tools.set('asks', async (_args, exchange: Exchange) => ({
    reply: await exchange.ask?.('sampling/createMessage', { messages: [], extra: { kept: 1 } }, signal),
  }));
}

test('what a server asks goes out on the stream of its request, and its client answers by POST', async () => {
  verifies('mcp-edge:2025:ask', 'mcp-edge:pass:fields', 'mcp-edge:stream:upgrade');
  await using endpoints = await TestEndpoints.start();
  asking(endpoints);
  const headers = await endpoints.initialize('/mcp/gateway', { capabilities: { sampling: {} } });
  for (const reply of [
    { result: { role: 'assistant', 'x-more': [1] } },
    { error: { code: -1, message: 'User rejected', data: { why: 1 } } },
  ]) {
    const answer = await endpoints.post('/mcp/gateway', call, { headers });
    const events = eventsOf(answer);
    const asked = await nextMessage(events);
    expect(asked).toEqual({
      jsonrpc: '2.0',
      id: expect.any(String),
      method: 'sampling/createMessage',
      params: { messages: [], extra: { kept: 1 } },
    });
    const said = await endpoints.post(
      '/mcp/gateway',
      { jsonrpc: '2.0', id: asked.id, ...reply },
      { headers },
    );
    expect(said.status).toBe(202);
    expect(await nextMessage(events)).toEqual({ jsonrpc: '2.0', id: 1, result: { reply } });
  }
});

test('only the answer of the client that was asked fits', async () => {
  verifies('mcp-edge:2025:ask');
  await using endpoints = await TestEndpoints.start();
  asking(endpoints);
  const [headers, others] = [await endpoints.initialize(), await endpoints.initialize()];
  const events = eventsOf(await endpoints.post('/mcp/gateway', call, { headers }));
  const { id } = await nextMessage(events);
  const answer = (from: Record<string, string>, by: string) =>
    endpoints.post('/mcp/gateway', { jsonrpc: '2.0', id, result: { by } }, { headers: from });
  await answer(others, 'a stranger');
  await answer(headers, 'who was asked');
  await answer(headers, 'too late');
  expect(await nextMessage(events)).toMatchObject({ result: { reply: { result: { by: 'who was asked' } } } });
});

test('a question that nobody wants answered any more is cancelled', async () => {
  verifies('mcp-edge:2025:ask-cancelled');
  await using endpoints = await TestEndpoints.start();
  const leaving = new AbortController();
  asking(endpoints, leaving.signal);
  const headers = await endpoints.initialize();
  const events = eventsOf(await endpoints.post('/mcp/gateway', call, { headers }));
  const { id } = await nextMessage(events);
  leaving.abort();
  expect(await nextMessage(events)).toMatchObject({
    method: 'notifications/cancelled',
    params: { requestId: id },
  });
  expect(await nextMessage(events)).toMatchObject({ result: { reply: { error: { code: -32_603 } } } });
});

test('a server may ask a client that listens, without a request', async () => {
  verifies('mcp-edge:2025:ask', 'mcp-edge:2025:get');
  await using endpoints = await TestEndpoints.start();
  const headers = await endpoints.initialize();
  const stream = await endpoints.send('GET', '/mcp/gateway', {
    headers: { ...headers, accept: 'text/event-stream' },
  });
  const events = eventsOf(stream);
  const [listener] = [...endpoints.hub.listeners];
  const reply = listener?.ask?.('roots/list', undefined, new AbortController().signal);
  const asked = await nextMessage(events);
  expect(asked).toEqual({ jsonrpc: '2.0', id: expect.any(String), method: 'roots/list' });
  await endpoints.post('/mcp/gateway', { jsonrpc: '2.0', id: asked.id, result: { roots: [] } }, { headers });
  expect(await reply).toEqual({ result: { roots: [] } });
});

test('a question to a client that ends its session is answered for it', async () => {
  verifies('mcp-edge:2025:session-ended');
  await using endpoints = await TestEndpoints.start();
  const answered = Promise.withResolvers<JsonRpcReply | undefined>();
  endpoints.hub.tools.set('asks', async (_args, { ask }: Exchange) => {
    answered.resolve(undefined);
    return { asked: ask !== undefined };
  });
  const headers = await endpoints.initialize();
  const { result } = (await jsonOf(await endpoints.post('/mcp/gateway', call, { headers }))) as {
    result: object;
  };
  expect(result).toEqual({ asked: true });
  asking(endpoints);
  const answer = await endpoints.post('/mcp/gateway', call, { headers });
  await endpoints.send('DELETE', '/mcp/gateway', { headers });
  expect(messagesOf(await allEvents(answer)).map(({ method }) => method)).toEqual(['sampling/createMessage']);
});
