import { once } from 'node:events';
import { verifies } from '@gw/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../../../src/mcp/hub.ts';
import { allEvents, eventsOf, messagesOf, modern, nextMessage, TestEndpoints } from './test-endpoints.ts';

let endpoints: TestEndpoints;
beforeAll(async () => {
  endpoints = await TestEndpoints.start({ patience: { plainWithinMs: 50 } });
  endpoints.hub.tools.set('talks', (_args, exchange) => {
    exchange.notify('notifications/progress', { progressToken: 't', progress: 1 });
    for (const level of ['debug', 'info', 'error', 'odd']) {
      exchange.notify('notifications/message', { level, data: level });
    }
    exchange.notify('notifications/tools/list_changed', undefined);
    exchange.notify('notifications/resources/updated', { uri: 'x:' });
    return { content: [] };
  });
});
afterAll(() => endpoints[Symbol.asyncDispose]());

const logLevel = 'io.modelcontextprotocol/logLevel';

async function talk(meta: object) {
  const { body, headers } = modern('tools/call', { name: 'talks' }, { meta });
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  return { answer, events: await allEvents(answer) };
}

test('what comes before the answer makes it a stream, which ends with the answer', async () => {
  verifies('mcp-edge:stream:upgrade', 'mcp-edge:2026:buffering', 'mcp-edge:2026:no-resume');
  const { answer, events } = await talk({});
  expect(answer.headers).toMatchObject({
    'content-type': 'text/event-stream',
    'x-accel-buffering': 'no',
    'cache-control': 'no-cache, no-transform',
  });
  expect(events.map(({ id }) => id)).toEqual(events.map(() => undefined));
  expect(messagesOf(events).map(({ method, id }) => method ?? id)).toEqual(['notifications/progress', 1]);
});

test('log messages come to requests that ask for them, and changes only to subscriptions', async () => {
  verifies('mcp-edge:2026:log-level', 'mcp-edge:2026:related');
  const { events } = await talk({ [logLevel]: 'info' });
  const logged = messagesOf(events).flatMap(({ method, params }) =>
    method === 'notifications/message' ? [(params as { level: string }).level] : [],
  );
  expect(logged).toEqual(['info', 'error', 'odd']);
  expect(messagesOf(events).some(({ method }) => String(method).includes('changed'))).toBe(false);
  expect(messagesOf(events).some(({ method }) => String(method).includes('updated'))).toBe(false);
});

test('a log level that is none is refused', async () => {
  verifies('mcp-edge:2026:log-level');
  const { body, headers } = modern('tools/call', { name: 'talks' }, { meta: { [logLevel]: 'loud' } });
  expect((await endpoints.post('/mcp/gateway', body, { headers })).status).toBe(400);
});

test('a 2026 request has no way to ask its client', async () => {
  verifies('mcp-edge:2026:related');
  let exchange: Exchange | undefined;
  endpoints.hub.tools.set('asks', (_args, its) => {
    exchange = its;
    return { content: [] };
  });
  const { body, headers } = modern('tools/call', { name: 'asks' }, { capabilities: { sampling: {} } });
  await endpoints.post('/mcp/gateway', body, { headers });
  expect(exchange?.ask).toBeUndefined();
});

test('an answer that takes long becomes a stream', async () => {
  verifies('mcp-edge:stream:upgrade');
  const done = Promise.withResolvers<object>();
  endpoints.hub.tools.set('slow', () => done.promise);
  const { body, headers } = modern('tools/call', { name: 'slow' });
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  expect(answer.headers['content-type']).toBe('text/event-stream');
  done.resolve({ content: [] });
  expect(messagesOf(await allEvents(answer))).toMatchObject([{ id: 1, result: { content: [] } }]);
});

test.each(['before there is a stream', 'on its stream'])(
  'a client that leaves %s cancels its request',
  async when => {
    verifies('mcp-edge:2026:close-cancels', 'mcp-edge:cancel:left');
    const running = Promise.withResolvers<Exchange>();
    endpoints.hub.tools.set('waits', (_args, exchange) => {
      if (when === 'on its stream') exchange.notify('notifications/progress', { progress: 1 });
      running.resolve(exchange);
      return new Promise(() => {});
    });
    const { body, headers } = modern('tools/call', { name: 'waits' });
    const leaving = new AbortController();
    const answer = endpoints.post('/mcp/gateway', body, { headers, signal: leaving.signal });
    answer.catch(() => {});
    const { signal } = await running.promise;
    if (when === 'on its stream') await nextMessage(eventsOf(await answer));
    expect(signal.aborted).toBe(false);
    leaving.abort();
    if (!signal.aborted) await once(signal, 'abort');
  },
);
