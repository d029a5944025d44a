import type { ServerResponse } from 'node:http';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { beginStream, event, type Handler, resultOf, sendJson, startTestServer } from './test-server.ts';
import { openTransport } from './test-transport.ts';

/** Speaks the old transport; answers all but what `onMessage` takes. */
function sseServer(
  onMessage: (stream: ServerResponse, ...args: Parameters<Handler>) => boolean = () => false,
): Handler {
  let stream: ServerResponse;
  return (request, response) => {
    if (request.method === 'GET') {
      stream = response;
      beginStream(response);
      response.write('event: endpoint\ndata: /messages?session=1\n\n');
    } else if (request.path !== '/messages?session=1') response.writeHead(405).end();
    else if (!onMessage(stream, request, response)) {
      response.writeHead(202).end('Accepted');
      if (request.message?.id !== undefined) stream.write(event(resultOf(request)));
    }
  };
}

test('answers come on the stream, in any order, and belong to no request there', async () => {
  verifies('mcp-http:sse');
  await using server = await startTestServer(sseServer());
  await using client = openTransport(server.url, { transport: 'sse', headers: { 'x-key': 'k' } });
  await client.initialize('2024-11-05');
  await Promise.all([client.ask('a'), client.ask('b')]);
  expect(client.told).toMatchObject(Array(3).fill({ kind: 'message', relatedTo: undefined }));
  expect(server.of('GET')).toHaveLength(1);
  expect(server.received.every(({ headers }) => headers['x-key'] === 'k')).toBe(true);
});

test('the end of the stream is the end of the session: told once, then what waited fails, and initialize opens another', async () => {
  verifies('mcp-http:sse:lost');
  await using server = await startTestServer(
    sseServer((stream, { message }, response) => {
      if (message?.method !== 'tools/call') return false;
      response.writeHead(202).end();
      response.on('close', () => stream.end());
      return true;
    }),
  );
  await using client = openTransport(server.url, { transport: 'sse' });
  await client.initialize();
  await expect(client.ask('tools/call')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: false,
  });
  expect(client.told.map(({ kind }) => kind)).toEqual(['message', 'sessionLost', 'streamEnd']);
  await expect(client.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: true,
  });
  await client.initialize();
  await client.ask('ping');
  expect(server.of('GET')).toHaveLength(2);
});

test('a message that is not taken fails its request', async () => {
  await using server = await startTestServer(
    sseServer((_stream, { message }, response) => {
      if (message?.method !== 'tools/call') return false;
      response.writeHead(500).end();
      return true;
    }),
  );
  await using client = openTransport(server.url, { transport: 'sse' });
  await client.initialize();
  await expect(client.ask('tools/call')).rejects.toMatchObject({ code: 'GW_UPSTREAM_HTTP', status: 500 });
  await client.ask('ping');
});

test('a server is not posted to at another origin, nor waited for without an endpoint', async () => {
  verifies('mcp-http:sse:endpoint');
  const opening = (text: string): Handler => {
    return (request, response) => {
      if (request.method !== 'GET') return void response.writeHead(405).end();
      beginStream(response);
      response.write(text);
    };
  };
  const faults: Record<string, [Handler, string]> = {
    'another origin': [opening('event: endpoint\ndata: http://127.0.0.1:1/x\n\n'), 'another origin'],
    'no endpoint': [opening(': hello\n\n'), 'did not say where to post'],
    'no stream': [(_request, response) => sendJson(response, {}), 'opened no stream'],
    'a refusal': [(_request, response) => void response.writeHead(404).end(), 'HTTP 404'],
  };
  for (const [name, [handler, message]] of Object.entries(faults)) {
    await using server = await startTestServer(handler);
    await using client = openTransport(server.url, {
      transport: 'sse',
      options: { limits: { maxLineBytes: 1_000, headersTimeoutMs: 100 } },
    });
    await expect(client.initialize(), name).rejects.toThrow(message);
  }
});

test('a server of neither transport is reported by what it said to the newer one', async () => {
  verifies('mcp-http:auto');
  await using server = await startTestServer((request, response) => {
    response.writeHead(request.method === 'POST' ? 400 : 404).end();
  });
  await using client = openTransport(server.url);
  await expect(client.initialize()).rejects.toMatchObject({ code: 'GW_UPSTREAM_HTTP', status: 400 });
});

test('a server that refuses for other reasons is not asked for the old transport', async () => {
  verifies('mcp-http:auto');
  await using server = await startTestServer((_request, response) => void response.writeHead(401).end());
  await using client = openTransport(server.url);
  await expect(client.initialize()).rejects.toMatchObject({ status: 401 });
  expect(server.of('GET')).toEqual([]);
});

test('closing ends the stream', async () => {
  let hasLeft = false;
  const serve = sseServer();
  await using server = await startTestServer((request, response) => {
    response.on('close', () => {
      hasLeft ||= request.method === 'GET';
    });
    return serve(request, response);
  });
  const client = openTransport(server.url, { transport: 'sse' });
  await client.initialize();
  await client.transport.close();
  await expect.poll(() => hasLeft).toBe(true);
  expect(client.told).toHaveLength(1);
});
