import type { ServerResponse } from 'node:http';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { resultOf, sendJson, startTestServer } from './test-server.ts';
import { openTransport } from './test-transport.ts';

test('requests beyond the connections wait for one, and answers to the server are never kept waiting by them', async () => {
  verifies('mcp-http:connections');
  const held: (() => void)[] = [];
  await using server = await startTestServer((request, response) => {
    if (request.message?.method === undefined) response.writeHead(202).end();
    else held.push(() => sendJson(response, resultOf(request)));
  });
  await using client = openTransport(server.url, {
    options: { limits: { maxLineBytes: 1_000, maxConnections: 3 } },
  });
  const calls = Array.from({ length: 10 }, () => client.ask('tools/call'));
  await expect.poll(() => held.length).toBe(3);
  await client.transport.send({ jsonrpc: '2.0', id: 's1', result: {} });
  expect(held.length).toBe(3);
  while (client.told.length < 10) {
    held.shift()?.();
    await new Promise(resolve => setImmediate(resolve));
  }
  await Promise.all(calls);
});

test('connections are used again, after streams too', async () => {
  verifies('mcp-http:connections');
  const sockets = new Set<unknown>();
  await using server = await startTestServer((request, response: ServerResponse) => {
    sockets.add(response.socket);
    if (request.message?.method === 'json') return sendJson(response, resultOf(request));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`data: ${JSON.stringify(resultOf(request))}\n\n`);
  });
  await using client = openTransport(server.url);
  for (let n = 0; n < 20; n++) await client.ask(n % 2 === 0 ? 'json' : 'stream');
  expect(sockets.size).toBeLessThanOrEqual(2);
});

test('a server that keeps a stream open after its answer does not keep the connection', async () => {
  verifies('mcp-http:connections');
  let hasLeft = false;
  await using server = await startTestServer((request, response) => {
    response.on('close', () => {
      hasLeft = true;
    });
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(resultOf(request))}\n\n`);
  });
  await using client = openTransport(server.url);
  await client.ask('tools/call');
  await expect.poll(() => hasLeft, { timeout: 5_000 }).toBe(true);
  expect(client.told).toHaveLength(1);
});
