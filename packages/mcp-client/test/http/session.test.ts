import { setTimeout } from 'node:timers/promises';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { UpstreamHttpError } from '../../src/errors.ts';
import { HttpChannel } from '../../src/http/http-channel.ts';
import { ListeningStream } from '../../src/http/listening-stream.ts';
import { LogLimiter } from '../../src/json-rpc/log-limiter.ts';
import { silentLogger } from '../../src/logger.ts';
import {
  beginStream,
  event,
  type Handler,
  type Received,
  resultOf,
  sendJson,
  startTestServer,
} from './test-server.ts';
import { openTransport } from './test-transport.ts';

/** Has sessions, numbered; `known` are those that it remembers. */
function sessionServer(known: Set<string>, onRequest: Handler): Handler {
  let last = 0;
  return (request, response) => {
    const session = request.headers['mcp-session-id'];
    if (request.message?.method === 'initialize') {
      const id = `session-${++last}`;
      known.add(id);
      return sendJson(response, resultOf(request), 200, { 'mcp-session-id': id });
    }
    if (!known.has(String(session))) return void response.writeHead(404).end();
    if (request.method === 'DELETE') {
      known.delete(String(session));
      return void response.writeHead(204).end();
    }
    if (request.message && request.message.id === undefined) return void response.writeHead(202).end();
    return onRequest(request, response);
  };
}

const plain: Handler = (request, response) => {
  if (request.method === 'GET') response.writeHead(405).end();
  else sendJson(response, resultOf(request));
};

test('after initialize each request carries session and version, and close ends the session', async () => {
  verifies('mcp-http:session:headers', 'mcp-http:session:delete');
  const known = new Set<string>();
  await using server = await startTestServer(sessionServer(known, plain));
  const client = openTransport(server.url);
  await client.initialize('2025-06-18');
  await client.ask('ping');
  await client.transport.close();
  await client.transport.close();
  const [initialize, ...others] = server.received;
  expect(initialize?.headers).not.toHaveProperty('mcp-session-id');
  expect(initialize?.headers).not.toHaveProperty('mcp-protocol-version');
  for (const { headers } of others) {
    expect(headers).toMatchObject({ 'mcp-session-id': 'session-1', 'mcp-protocol-version': '2025-06-18' });
  }
  expect(server.of('DELETE')).toHaveLength(1);
  expect(known.size).toBe(0);
});

test('a server without sessions is sent none, and no end of one', async () => {
  verifies('mcp-http:session:delete');
  await using server = await startTestServer(plain);
  const client = openTransport(server.url);
  await client.initialize();
  await client.ask('ping');
  await client.transport.close();
  expect(server.of('DELETE')).toHaveLength(0);
  expect(server.received.every(({ headers }) => !('mcp-session-id' in headers))).toBe(true);
});

test('a forgotten session is told once, before the requests that failed for it, which were not carried out', async () => {
  verifies('mcp-http:session:lost');
  const known = new Set<string>();
  await using server = await startTestServer(sessionServer(known, plain));
  await using client = openTransport(server.url);
  await client.initialize();
  known.clear();
  const outcomes = await Promise.allSettled([
    client.ask('ping'),
    client.ask('tools/list'),
    client.ask('ping'),
  ]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'GW_UPSTREAM_HTTP',
        status: 404,
        retryable: true,
        message: expect.stringContaining('does not know its session any more'),
      },
    });
  }
  expect(client.told.filter(({ kind }) => kind === 'sessionLost')).toHaveLength(1);
  await client.initialize();
  await client.ask('ping');
  expect(server.received.at(-1)?.headers).toMatchObject({ 'mcp-session-id': 'session-2' });
});

test('a server that says so by 400 has forgotten the session as well', async () => {
  verifies('mcp-http:session:lost');
  let restarted = false;
  await using server = await startTestServer((request, response) => {
    const error = { code: -32000, message: 'Bad Request: No valid session ID provided' };
    if (restarted && request.message?.id !== undefined)
      sendJson(response, { jsonrpc: '2.0', error, id: null }, 400);
    else if (request.method === 'POST') sendJson(response, resultOf(request), 200, { 'mcp-session-id': 'a' });
    else response.writeHead(405).end();
  });
  await using client = openTransport(server.url);
  await client.initialize();
  restarted = true;
  await expect(client.ask('ping')).rejects.toThrow('does not know its session any more');
  expect(client.told.at(-1)).toEqual({ kind: 'sessionLost' });
});

test('without a session a 404 is told as what it is', async () => {
  await using server = await startTestServer((_request, response) => void response.writeHead(404).end());
  await using client = openTransport(server.url, { transport: 'streamable-http' });
  await expect(client.ask('ping')).rejects.toThrow(UpstreamHttpError);
  await expect(client.ask('ping')).rejects.toThrow('there is no MCP server at the path of its URL');
  expect(client.told).toEqual([]);
});

test('what belongs to no request comes on a stream of its own, which is opened again after its last event', async () => {
  verifies('mcp-http:listening:messages', 'mcp-http:listening:reopened');
  const gets: Received[] = [];
  await using server = await startTestServer((request, response) => {
    if (request.method !== 'GET') return sendJson(response, resultOf(request), 200);
    gets.push(request);
    beginStream(response);
    response.write(
      `retry: 10\n${event({ jsonrpc: '2.0', method: 'notifications/n', params: { n: gets.length } }, `e${gets.length}`)}`,
    );
    if (gets.length < 3) response.end();
  });
  await using client = openTransport(server.url);
  await client.initialize();
  await expect.poll(() => client.messages().length).toBe(4);
  expect(client.told.slice(1)).toEqual(
    [1, 2, 3].map(n => ({
      kind: 'message',
      relatedTo: undefined,
      message: { jsonrpc: '2.0', method: 'notifications/n', params: { n } },
    })),
  );
  expect(gets.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'e1', 'e2']);
});

test('nothing overtakes the end of the handshake', async () => {
  verifies('mcp-http:session:order');
  let isInitialized = false;
  const early: unknown[] = [];
  await using server = await startTestServer(async (request, response) => {
    if (request.message?.method === 'initialize') return sendJson(response, resultOf(request));
    if (request.message?.method === 'notifications/initialized') {
      await setTimeout(50);
      isInitialized = true;
      return void response.writeHead(202).end();
    }
    if (!isInitialized) early.push(request);
    if (request.method === 'GET') beginStream(response);
    else sendJson(response, resultOf(request));
  });
  await using client = openTransport(server.url);
  await client.ask('initialize');
  client.transport.opened({ era: '2025', protocolVersion: '2025-11-25' });
  const initialized = client.transport.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
  await Promise.all([initialized, client.ask('tools/list')]);
  await expect.poll(() => server.of('GET')).toHaveLength(1);
  expect(early).toEqual([]);
});

test('a call waits for the stream of notifications to be open, lest what the server asks on it is lost', async () => {
  verifies('mcp-http:listening:first');
  let isOpen = false;
  const early: unknown[] = [];
  await using server = await startTestServer(async (request, response) => {
    if (request.method !== 'GET') {
      if (request.message?.method === 'tools/call' && !isOpen) early.push(request);
      return sendJson(response, resultOf(request));
    }
    await setTimeout(50);
    isOpen = true;
    beginStream(response);
  });
  await using client = openTransport(server.url);
  await client.initialize();
  await client.ask('tools/call');
  expect(early).toEqual([]);
});

test('a server that does not answer for its stream of notifications is called all the same', async () => {
  verifies('mcp-http:listening:first');
  await using server = await startTestServer((request, response) => {
    if (request.method !== 'GET') sendJson(response, resultOf(request));
  });
  await using client = openTransport(server.url);
  await client.initialize();
  await client.ask('tools/call');
});

test('a session that is forgotten is noticed on the listening stream, too', async () => {
  verifies('mcp-http:session:lost');
  const known = new Set<string>();
  await using server = await startTestServer(
    sessionServer(known, (_request, response) => {
      beginStream(response);
      response.end('retry: 10\n\n');
      known.clear();
    }),
  );
  await using client = openTransport(server.url);
  await client.initialize();
  await expect.poll(() => client.told.at(-1)).toEqual({ kind: 'sessionLost' });
});

test('a server that offers no listening stream is left alone', async () => {
  verifies('mcp-http:listening:patience');
  for (const status of [405, 404, 401, 200]) {
    await using server = await startTestServer((_request, response) => sendJson(response, {}, status));
    const endpoint = { name: 'remote', url: server.url, headers: {}, allowPrivateAddresses: ['127.0.0.1'] };
    const channel = new HttpChannel(endpoint);
    const stream = new ListeningStream({
      service: 'remote',
      log: new LogLimiter(silentLogger, { burst: 1, perSecond: 1 }),
      maxEventBytes: 1_000,
      open: (_lastEventId, signal) => channel.request({ method: 'GET', headers: {}, signal }),
      onEvent() {},
      onSessionLost() {},
    });
    await stream.ended;
    expect(server.received).toHaveLength(1);
    await channel.close();
  }
});

test('a server that ends the listening stream at once is not asked in a hurry for ever', async () => {
  verifies('mcp-http:listening:patience');
  const times: number[] = [];
  await using server = await startTestServer((request, response) => {
    if (request.method !== 'GET') return sendJson(response, resultOf(request));
    times.push(performance.now());
    beginStream(response);
    response.end('retry: 0\n\n');
  });
  await using client = openTransport(server.url);
  await client.initialize();
  await expect.poll(() => times.length, { timeout: 5_000 }).toBe(5);
  expect(times[4]! - times[3]!).toBeGreaterThan(700);
});
