import { once } from 'node:events';
import { connect } from 'node:net';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { StreamKeeper } from '../../../src/mcp/edge/http/stream-keeper.ts';
import { modern, TestEndpoints, textOf } from './test-endpoints.ts';

/** A POST over a socket of which nothing is read until it is told to. */
async function unread(endpoints: TestEndpoints, body: object, headers: Record<string, string>) {
  const text = JSON.stringify(body);
  const socket = connect({ port: endpoints.port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.pause();
  const all = {
    host: 'localhost',
    authorization: endpoints.authorization,
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  };
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`POST /mcp/gateway HTTP/1.1\r\n${head.join('')}\r\n${text}`);
  socket.on('error', () => {});
  return socket;
}

test('a client that does not read its stream is cut before much has gathered for it', async () => {
  verifies('mcp-edge:stream:slow-reader');
  await using endpoints = await TestEndpoints.start();
  const gone = Promise.withResolvers<number>();
  endpoints.hub.tools.set('floods', async (_args, exchange) => {
    let sent = 0;
    exchange.signal.addEventListener('abort', () => gone.resolve(sent));
    while (!exchange.signal.aborted && sent < 200) {
      exchange.notify('notifications/progress', { data: 'x'.repeat(1024 * 1024) });
      sent += 1;
      await new Promise(setImmediate);
    }
    return {};
  });
  const { body, headers } = modern('tools/call', { name: 'floods' });
  const socket = await unread(endpoints, body, headers);
  // What the kernel takes is some megabytes; what waits in the gateway is one, and one message.
  expect(await gone.promise).toBeLessThan(50);
  socket.destroy();
});

test('a client that takes nothing of a large answer is cut after two looks', async () => {
  verifies('mcp-edge:stream:slow-reader');
  await using endpoints = await TestEndpoints.start({ keeper: new StreamKeeper({ tickMs: 20 }) });
  endpoints.hub.tools.set('large', () => ({ text: 'x'.repeat(32 * 1024 * 1024) }));
  const { body, headers } = modern('tools/call', { name: 'large' });
  const socket = await unread(endpoints, body, headers);
  const { server } = endpoints;
  const open = () => new Promise<number>(resolve => server.getConnections((_error, count) => resolve(count)));
  await expect.poll(open).toBe(1);
  await expect.poll(open).toBe(0);
  socket.destroy();
});

test('a result of 10 MB passes whole, to a client that reads slowly too', async () => {
  verifies('mcp-edge:stream:large');
  await using endpoints = await TestEndpoints.start();
  const text = 'ä'.repeat(5 * 1024 * 1024);
  endpoints.hub.tools.set('large', (_args, exchange) => {
    exchange.notify('notifications/progress', { progress: 1 });
    return { content: [{ type: 'text', text }] };
  });
  const { body, headers } = modern('tools/call', { name: 'large' });
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  expect(await textOf(answer)).toContain(text);
  const session = await endpoints.initialize();
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'large' } };
  const slow = await endpoints.post('/mcp/gateway', call, { headers: session });
  let bytes = 0;
  for await (const chunk of slow.message) {
    bytes += (chunk as Buffer).length;
    await new Promise(setImmediate);
  }
  expect(bytes).toBeGreaterThan(2 * text.length);
});

test('quiet streams are kept alive by comments', async () => {
  verifies('mcp-edge:stream:keep-alive');
  await using endpoints = await TestEndpoints.start({ keeper: new StreamKeeper({ tickMs: 5 }) });
  const { body, headers } = modern('subscriptions/listen', { notifications: {} });
  const answer = await endpoints.post('/mcp/gateway', body, { headers });
  answer.message.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer.message) {
    text += chunk as string;
    if (text.endsWith(':\n\n:\n\n')) break;
  }
});

test('a thousand streams share one timer, which ends with the last of them', async () => {
  verifies('mcp-edge:stream:many');
  await using endpoints = await TestEndpoints.start();
  const { body, headers } = modern('subscriptions/listen', { notifications: { toolsListChanged: true } });
  const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const before = timers();
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => endpoints.post('/mcp/gateway', body, { headers })),
  );
  await expect.poll(() => endpoints.mcp.edge.counts.streams).toBe(200);
  expect(timers() - before).toBeLessThan(5);
  for (const { message } of answers) message.destroy();
  await expect.poll(() => endpoints.mcp.edge.counts.streams).toBe(0);
});
