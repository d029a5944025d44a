import { PassThrough } from 'node:stream';
import { silentLogger } from '@gw/mcp-client';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { serveStdio } from '../../../src/mcp/edge/stdio/serve-stdio.ts';
import type { Exchange } from '../../../src/mcp/hub.ts';
import { modern } from './test-endpoints.ts';
import { TestHub } from './test-hub.ts';

/** A client at the other end of a pair of streams. */
function connect(hub: TestHub, server?: string, ready?: Promise<unknown>) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const parts = { hub, logger: silentLogger, onAnswered: () => {} };
  const served = serveStdio(parts, { input, output, ...(server && { server }), ...(ready && { ready }) });
  const lines = output.setEncoding('utf8')[Symbol.asyncIterator]();
  let text = '';
  const next = async (): Promise<Record<string, unknown>> => {
    while (!text.includes('\n')) {
      const { value, done } = await lines.next();
      if (done) throw new Error('The output has ended');
      text += value;
    }
    const line = text.slice(0, text.indexOf('\n'));
    text = text.slice(line.length + 1);
    return JSON.parse(line);
  };
  const send = (message: unknown) =>
    void input.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
  return { input, output, served, send, next };
}

const handshake = (protocolVersion = '2025-11-25') => ({
  jsonrpc: '2.0',
  id: 'i',
  method: 'initialize',
  params: { protocolVersion, capabilities: { roots: {} }, clientInfo: { name: 'c', version: '1' } },
});

test('a 2025 client has its session on the streams: requests, questions, and what belongs to neither', async () => {
  verifies('mcp-edge:stdio', 'mcp-edge:2025:ask');
  const hub = new TestHub();
  hub.tools.set('asks', async (_args, exchange) => {
    exchange.notify('notifications/progress', { progress: 1 });
    return { reply: await exchange.ask?.('roots/list', undefined, exchange.signal) };
  });
  const { send, next, input, served } = connect(hub, 'one');
  send(handshake());
  expect(await next()).toMatchObject({ id: 'i', result: { serverInfo: { name: 'one' } } });
  send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'asks' } });
  expect(await next()).toMatchObject({ method: 'notifications/progress' });
  const asked = await next();
  expect(asked).toMatchObject({ method: 'roots/list' });
  send({ jsonrpc: '2.0', id: asked.id, result: { roots: [] } });
  expect(await next()).toMatchObject({ id: 1, result: { reply: { result: { roots: [] } } } });
  [...hub.listeners][0]?.notify('notifications/tools/list_changed', undefined);
  expect(await next()).toEqual({ jsonrpc: '2.0', method: 'notifications/tools/list_changed' });
  input.end();
  await served;
  expect([hub.closed.length, hub.listeners.size]).toEqual([1, 0]);
});

test('a 2026 client is served request by request, beside a session or without one', async () => {
  verifies('mcp-edge:stdio', 'mcp-edge:eras:one-url');
  const hub = new TestHub();
  const { send, next, input, served } = connect(hub);
  send(modern('server/discover', {}, { id: 'd' }).body);
  expect(await next()).toMatchObject({ id: 'd', result: { supportedVersions: ['2026-07-28'] } });
  send(modern('tools/list', {}, { id: 2 }).body);
  expect(await next()).toMatchObject({ id: 2, result: { resultType: 'complete', scope: 'gateway' } });
  send(modern('initialize', {}, { id: 3 }).body);
  expect(await next()).toMatchObject({ id: 3, error: { code: -32_601 } });
  send(modern('tools/list', {}, { id: 4, version: 'v9' }).body);
  expect(await next()).toMatchObject({ id: 4, error: { code: -32_022 } });
  send({ jsonrpc: '2.0', id: 5, method: 'server/discover' });
  expect(await next()).toMatchObject({ id: 5, error: { code: -32_602 } });
  send(handshake());
  expect(await next()).toMatchObject({ id: 'i', result: { protocolVersion: '2025-11-25' } });
  input.end();
  await served;
});

test('a client that asks for tools before the servers are known gets them when they are', async () => {
  verifies('mcp-edge:stdio:ready');
  const hub = new TestHub();
  const ready = Promise.withResolvers<void>();
  const { send, next, input, served } = connect(hub, undefined, ready.promise);
  send(handshake());
  expect(await next()).toMatchObject({ id: 'i' });
  send({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
  send({ jsonrpc: '2.0', id: 2, method: 'ping' });
  expect(await next()).toMatchObject({ id: 2 });
  expect(hub.requests).toHaveLength(0);
  ready.resolve();
  expect(await next()).toMatchObject({ id: 1, result: { tools: [{ name: 'echo' }] } });
  input.end();
  await served;
});

test('cancelled requests stop and get no answer, in both eras', async () => {
  verifies('mcp-edge:stdio', 'mcp-edge:2025:cancel');
  const hub = new TestHub();
  let started = Promise.withResolvers<Exchange>();
  hub.tools.set('waits', (_args, exchange) => {
    started.resolve(exchange);
    return new Promise(() => {});
  });
  const { send, next, input, served } = connect(hub);
  send(handshake());
  await next();
  const old = { jsonrpc: '2.0', id: 'w', method: 'tools/call', params: { name: 'waits' } };
  for (const call of [old, modern('tools/call', { name: 'waits' }, { id: 'w' }).body]) {
    started = Promise.withResolvers<Exchange>();
    send(call);
    const { signal } = await started.promise;
    send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'w' } });
    send({ jsonrpc: '2.0', id: 'p', method: 'ping' });
    expect(await next()).toMatchObject({ id: 'p' });
    expect(signal.aborted).toBe(true);
  }
  input.end();
  await served;
});

test('subscriptions are told apart by their ids, end by cancellation, and with the input', async () => {
  verifies('mcp-edge:stdio:listen', 'mcp-edge:2026:listen-end');
  const idKey = 'io.modelcontextprotocol/subscriptionId';
  const hub = new TestHub();
  const { send, next, input, served } = connect(hub);
  for (const id of ['a', 'b']) {
    send(modern('subscriptions/listen', { notifications: { toolsListChanged: true } }, { id }).body);
    expect(await next()).toMatchObject({
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: { [idKey]: id } },
    });
  }
  for (const { listener } of hub.subscriptions)
    listener.notify('notifications/tools/list_changed', undefined);
  expect(await next()).toMatchObject({ params: { _meta: { [idKey]: 'a' } } });
  expect(await next()).toMatchObject({ params: { _meta: { [idKey]: 'b' } } });
  send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'a' } });
  await expect.poll(() => hub.subscriptions[0]?.isClosed).toBe(true);
  hub.subscriptions[0]?.listener.notify('notifications/tools/list_changed', undefined);
  input.end();
  expect(await next()).toMatchObject({ method: 'notifications/cancelled', params: { requestId: 'b' } });
  expect(await next()).toMatchObject({ id: 'b', result: { resultType: 'complete' } });
  await served;
});

test('what is no message is answered without an id, and the next one is served', async () => {
  verifies('mcp-edge:stdio', 'mcp-edge:bad-input', 'mcp-edge:bad-input:bounds');
  const hub = new TestHub();
  const { send, next, input, served } = connect(hub);
  const wrong: [line: string, code: number][] = [
    ['{', -32_700],
    ['nonsense', -32_700],
    ['[]', -32_600],
    ['7', -32_600],
    ['{"jsonrpc":"2.0","result":{}}', -32_600],
    ['x'.repeat(10 * 1024 * 1024 + 1), -32_600],
    ['['.repeat(1_000), -32_600],
  ];
  for (const [line, code] of wrong) {
    send(line);
    const { id, error } = await next();
    expect([line.slice(0, 40), id, (error as { code: number }).code]).toEqual([
      line.slice(0, 40),
      undefined,
      code,
    ]);
  }
  send('');
  send(' \r');
  send('{"jsonrpc":"2.0","id":"early","method":"tools/list"}\r');
  expect(await next()).toMatchObject({ id: 'early', error: { code: -32_600 } });
  send(handshake('2025-03-26'));
  await next();
  input.write('[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"tools/list"}]');
  input.end();
  expect(((await next()) as unknown as { id: number }[]).map(({ id }) => id)).toEqual([1, 2]);
  await served;
});

test('requests under way when the input ends are answered while somebody reads, and cancelled otherwise', async () => {
  verifies('mcp-edge:stdio:drain', 'mcp-edge:cancel:left');
  const hub = new TestHub();
  const started = Promise.withResolvers<Exchange>();
  const done = Promise.withResolvers<object>();
  hub.tools.set('waits', (_args, exchange) => {
    started.resolve(exchange);
    return done.promise;
  });
  const call = modern('tools/call', { name: 'waits' }).body;
  const reading = connect(hub);
  reading.send(call);
  reading.input.end();
  await started.promise;
  done.resolve({ content: [] });
  expect(await reading.next()).toMatchObject({ id: 1, result: { content: [] } });
  await reading.served;

  const again = Promise.withResolvers<Exchange>();
  hub.tools.set('waits', (_args, exchange) => {
    again.resolve(exchange);
    return new Promise(() => {});
  });
  const gone = connect(hub);
  gone.send(call);
  const { signal } = await again.promise;
  gone.input.end();
  gone.output.destroy();
  await gone.served;
  expect(signal.aborted).toBe(true);
});
