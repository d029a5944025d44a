import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { verifies } from '../verifies.ts';
import { startForwarder } from './forwarder.ts';

async function listening(handle: RequestListener) {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

test('credentials are added; host, origin, method, path and body pass as they come', async () => {
  verifies('mcp-conformance:forwarder:transparent');
  await using target = await listening(async (request, response) => {
    const { method, url, headers } = request;
    const { host, origin, authorization } = headers;
    response.writeHead(418, { 'x-kept': 'yes' });
    response.end(JSON.stringify({ method, url, host, origin, authorization, body: await text(request) }));
  });
  await using forwarder = await startForwarder(target.url, 'Bearer a-token');
  const { port } = new URL(forwarder.url);
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  socket.write('PUT /a?b=c HTTP/1.1\r\nHost: evil.example.com\r\nOrigin: http://evil.example.com\r\n');
  socket.write('Connection: close\r\nContent-Length: 2\r\n\r\nhi');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1.1 418 /);
  expect(answer).toContain('x-kept: yes');
  expect(JSON.parse(/\{.*\}/.exec(answer)?.[0] ?? '')).toEqual({
    method: 'PUT',
    url: '/a?b=c',
    host: 'evil.example.com',
    origin: 'http://evil.example.com',
    authorization: 'Bearer a-token',
    body: 'hi',
  });
});

test('a stream passes piece by piece, and a client that leaves is felt behind', async () => {
  verifies('mcp-conformance:forwarder:transparent');
  const left = Promise.withResolvers<void>();
  const more = Promise.withResolvers<void>();
  await using target = await listening(async (_request, response) => {
    response.once('close', left.resolve);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    await more.promise;
    response.write('data: 1\n\n');
  });
  await using forwarder = await startForwarder(target.url, 'Bearer a-token');
  const leaving = new AbortController();
  const response = await fetch(forwarder.url, { signal: leaving.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  more.resolve();
  const { value } = (await response.body?.getReader().read()) ?? {};
  expect(Buffer.from(value ?? []).toString()).toBe('data: 1\n\n');
  leaving.abort();
  await left.promise;
});

test('a server that breaks off is felt in front', async () => {
  verifies('mcp-conformance:forwarder:transparent');
  await using target = await listening((_request, response) => {
    response.write('begun');
    setImmediate(() => response.destroy());
  });
  await using forwarder = await startForwarder(target.url, 'Bearer a-token');
  await expect(fetch(forwarder.url).then(response => response.text())).rejects.toThrow();
});
