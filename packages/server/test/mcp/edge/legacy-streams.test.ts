import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { Exchange } from '../../../src/mcp/hub.ts';
import {
  allEvents,
  eventsOf,
  type HttpAnswer,
  messagesOf,
  nextMessage,
  TestEndpoints,
  textOf,
} from './test-endpoints.ts';

const call = (name: string, id: string | number = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name },
});

const note = (exchange: Exchange, progress: number) =>
  exchange.notify('notifications/progress', { progressToken: 't', progress });

function get(
  endpoints: TestEndpoints,
  session: Record<string, string>,
  lastEventId?: string,
  signal?: AbortSignal,
) {
  const headers = {
    ...session,
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  };
  return endpoints.send('GET', '/mcp/gateway', { headers, ...(signal && { signal }) });
}

/** A tool that goes on when the test says so. */
function stepwise(endpoints: TestEndpoints, name = 'steps') {
  const started = Promise.withResolvers<Exchange>();
  const done = Promise.withResolvers<object>();
  endpoints.hub.tools.set(name, (_args, exchange) => {
    note(exchange, 1);
    started.resolve(exchange);
    return done.promise;
  });
  return { started: started.promise, finish: () => done.resolve({ content: [] }) };
}

test('a stream begins with an id, no data, and the time to come back in; older clients are spared it', async () => {
  verifies('mcp-edge:2025:prime', 'mcp-edge:stream:upgrade');
  await using endpoints = await TestEndpoints.start();
  endpoints.hub.tools.set('talks', (_args, exchange) => {
    note(exchange, 1);
    return { content: [] };
  });
  const session = await endpoints.initialize();
  const text = await textOf(await endpoints.post('/mcp/gateway', call('talks'), { headers: session }));
  expect(text).toMatch(/^id: \S+\nretry: 1000\ndata: \n\nevent: message\nid: \S+\ndata: \{/);
  const older = await endpoints.initialize('/mcp/gateway', { version: '2025-06-18' });
  const plain = await textOf(await endpoints.post('/mcp/gateway', call('talks'), { headers: older }));
  expect(plain).toMatch(/^event: message\nid: \S+\ndata: \{/);
});

test('a client that comes back gets what it has missed, and the answer, on that stream alone', async () => {
  verifies('mcp-edge:2025:resume', 'mcp-edge:2025:resume-other', 'mcp-edge:2025:event-ids');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const one = stepwise(endpoints, 'one');
  const other = stepwise(endpoints, 'other');
  const leaving = new AbortController();
  const first = await endpoints.post('/mcp/gateway', call('one', 'a'), {
    headers: session,
    signal: leaving.signal,
  });
  const events = eventsOf(first);
  const { value: primed } = await events.next();
  const { value: seen } = await events.next();
  const second = endpoints.post('/mcp/gateway', call('other', 'b'), { headers: session });
  const [exchange, otherExchange] = await Promise.all([one.started, other.started]);
  leaving.abort();
  note(exchange, 2);
  note(otherExchange, 99);
  const back = await get(endpoints, session, seen.id);
  note(exchange, 3);
  one.finish();
  const resumed = await allEvents(back);
  const progress = messagesOf(resumed).map(
    ({ params, id }) => (params as { progress?: number })?.progress ?? id,
  );
  expect(progress).toEqual([2, 3, 'a']);
  const all = await get(endpoints, session, primed.id);
  expect(
    messagesOf(await allEvents(all)).map(
      ({ params, id }) => (params as { progress?: number })?.progress ?? id,
    ),
  ).toEqual([1, 2, 3, 'a']);
  other.finish();
  const ids = [
    primed.id,
    seen.id,
    ...resumed.map(({ id }) => id),
    ...(await allEvents(await second)).map(({ id }) => id),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  expect(exchange.signal.aborted).toBe(false);
});

test('a stream that has ended, with nothing left to tell, is 405: the client need not come back', async () => {
  verifies('mcp-edge:2025:resume');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  endpoints.hub.tools.set('talks', (_args, exchange) => {
    note(exchange, 1);
    return { content: [] };
  });
  const events = await allEvents(await endpoints.post('/mcp/gateway', call('talks'), { headers: session }));
  expect((await get(endpoints, session, events.at(-1)?.id)).status).toBe(405);
  expect((await get(endpoints, session, 'nonsense')).status).toBe(400);
});

test('a client that comes back to a new gateway for an answer is told that it is gone', async () => {
  verifies('mcp-edge:resume:lost', 'mcp-edge:session:restart');
  const sealingKey = randomBytes(32);
  const config = { server: { auth_token: randomBytes(8).toString('hex') } };
  await using before = await TestEndpoints.start({ sealingKey, config });
  const session = await before.initialize();
  const steps = stepwise(before);
  const first = await before.post('/mcp/gateway', call('steps', 'lost-id'), { headers: session });
  const { value: primed } = await eventsOf(first).next();
  await using after = await TestEndpoints.start({ sealingKey, config });
  const events = await allEvents(await get(after, session, primed.id));
  expect(messagesOf(events)).toMatchObject([{ id: 'lost-id', error: { code: -32_603 } }]);
  expect((await get(after, session, events.at(-1)?.id)).status).toBe(405);
  steps.finish();
});

test('a request whose client has not come back in time is cancelled', async () => {
  verifies('mcp-edge:cancel:grace', 'mcp-edge:cancel:left');
  await using endpoints = await TestEndpoints.start({ patience: { graceMs: 20 } });
  const session = await endpoints.initialize();
  const { started } = stepwise(endpoints);
  const leaving = new AbortController();
  await endpoints.post('/mcp/gateway', call('steps'), { headers: session, signal: leaving.signal });
  const { signal } = await started;
  leaving.abort();
  if (!signal.aborted) await once(signal, 'abort');
});

test('a client that leaves before there is a stream cancels its request at once', async () => {
  verifies('mcp-edge:cancel:left');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const started = Promise.withResolvers<Exchange>();
  endpoints.hub.tools.set('waits', (_args, exchange) => {
    started.resolve(exchange);
    return new Promise(() => {});
  });
  const leaving = new AbortController();
  endpoints.post('/mcp/gateway', call('waits'), { headers: session, signal: leaving.signal }).catch(() => {});
  const { signal } = await started.promise;
  leaving.abort();
  if (!signal.aborted) await once(signal, 'abort');
});

test('GET opens the stream for what belongs to no request; each message goes out on one stream', async () => {
  verifies(
    'mcp-edge:2025:get',
    'mcp-edge:2025:one-stream',
    'mcp-edge:2025:get-no-response',
    'mcp-edge:stream:many',
  );
  await using endpoints = await TestEndpoints.start();
  const [session, stranger] = [await endpoints.initialize(), await endpoints.initialize()];
  const opened = await Promise.all([
    get(endpoints, session),
    get(endpoints, session),
    get(endpoints, stranger),
  ]);
  expect(opened.map(({ headers }) => headers['content-type'])).toEqual(Array(3).fill('text/event-stream'));
  const steps = stepwise(endpoints);
  const answer = await endpoints.post('/mcp/gateway', call('steps'), { headers: session });
  const [mine, strangers] = [...endpoints.hub.listeners];
  mine?.notify('notifications/tools/list_changed', { n: 1 });
  steps.finish();
  expect(messagesOf(await allEvents(answer)).map(({ method, id }) => method ?? id)).toEqual([
    'notifications/progress',
    1,
  ]);
  strangers?.notify('notifications/tools/list_changed', { n: 2 });
  endpoints.mcp.endStreams();
  const received = (await Promise.all(opened.map(allEvents))).map(messagesOf);
  expect(received.flat()).toHaveLength(2);
  expect(received[2]).toMatchObject([{ method: 'notifications/tools/list_changed', params: { n: 2 } }]);
});

test('what happens while a listening client is away waits for it', async () => {
  verifies('mcp-edge:2025:resume');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const leaving = new AbortController();
  const events = eventsOf(await get(endpoints, session, undefined, leaving.signal));
  const { value: primed } = await events.next();
  leaving.abort();
  const [listener] = [...endpoints.hub.listeners];
  listener?.notify('notifications/prompts/list_changed', undefined);
  const back = eventsOf(await get(endpoints, session, primed.id));
  expect(await nextMessage(back)).toMatchObject({ method: 'notifications/prompts/list_changed' });
});

test('a thousand events are kept for a session, and no more', async () => {
  verifies('mcp-edge:2025:resume');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const leaving = new AbortController();
  const { value: primed } = await eventsOf(await get(endpoints, session, undefined, leaving.signal)).next();
  leaving.abort();
  const [listener] = [...endpoints.hub.listeners];
  await expect.poll(() => endpoints.mcp.edge.counts.streams).toBe(0);
  for (let n = 0; n < 5_000; n++) listener?.notify('notifications/x', { n });
  const back = await get(endpoints, session, primed.id);
  const replayed = allEvents(back);
  endpoints.mcp.endStreams();
  const numbers = messagesOf(await replayed).map(({ params }) => (params as { n: number }).n);
  expect([numbers.length, numbers[0], numbers.at(-1)]).toEqual([500, 4_500, 4_999]);
});

test('notifications/cancelled stops a request, which gets no answer', async () => {
  verifies('mcp-edge:2025:cancel');
  await using endpoints = await TestEndpoints.start();
  const session = await endpoints.initialize();
  const cancel = (requestId: unknown) =>
    endpoints.post(
      '/mcp/gateway',
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId, reason: 'enough' } },
      { headers: session },
    );
  const { started, finish } = stepwise(endpoints);
  const answer = await endpoints.post('/mcp/gateway', call('steps', 'c'), { headers: session });
  const { signal } = await started;
  for (const unknown of ['x', 1, null, undefined, {}]) expect((await cancel(unknown)).status).toBe(202);
  expect(signal.aborted).toBe(false);
  expect((await cancel('c')).status).toBe(202);
  expect(signal.aborted).toBe(true);
  finish();
  expect(messagesOf(await allEvents(answer)).map(({ method, id }) => method ?? id)).toEqual([
    'notifications/progress',
  ]);
  const waiting = Promise.withResolvers<Exchange>();
  endpoints.hub.tools.set('waits', (_args, exchange) => {
    waiting.resolve(exchange);
    return new Promise(() => {});
  });
  const quiet: Promise<HttpAnswer> = endpoints.post('/mcp/gateway', call('waits', 5), { headers: session });
  await waiting.promise;
  await cancel(5);
  expect(messagesOf(await allEvents(await quiet))).toEqual([]);
});
