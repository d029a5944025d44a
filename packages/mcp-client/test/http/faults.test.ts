import { once } from 'node:events';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { beginStream, event, type Handler, resultOf, sendJson, startTestServer } from './test-server.ts';
import { openTransport } from './test-transport.ts';

/** What a call fails with when the server answers it like this. */
async function failureOf(handler: Handler): Promise<unknown> {
  await using server = await startTestServer(handler);
  await using client = openTransport(server.url, { transport: 'streamable-http' });
  try {
    return { answer: await client.ask('tools/call') };
  } catch (error) {
    return error;
  }
}

const answerWith = (status: number, type: string, body: string | Buffer, headers = {}): Handler => {
  return (_request, response) =>
    void response.writeHead(status, { 'content-type': type, ...headers }).end(body);
};

test('a status that is no success fails the call, with what it means', async () => {
  verifies('mcp-http:faults:status');
  const meanings = {
    400: 'did not accept',
    401: 'wants other credentials',
    403: 'does not allow this',
    404: 'no MCP server at the path',
    405: 'no MCP server of this transport',
    408: 'in time',
    413: 'too long',
    429: 'asked too often',
    500: 'it failed',
    503: 'does not work at present',
    304: 'no answer to a message',
  };
  for (const [status, meaning] of Object.entries(meanings)) {
    expect(await failureOf(answerWith(Number(status), 'text/html', '<h1>Sorry</h1>'))).toMatchObject({
      code: 'GW_UPSTREAM_HTTP',
      status: Number(status),
      retryable: status.startsWith('4') && status !== '408',
      message: expect.stringMatching(
        new RegExp(`^Service remote \\(127.0.0.1:\\d+\\) .*HTTP ${status}: .*${meaning}`),
      ),
    });
  }
});

test("a server's JSON-RPC error is its answer, whatever the status, except where the status speaks of the way", async () => {
  verifies('mcp-http:faults:rpc-error');
  const error = { code: -32601, message: 'No such method' };
  for (const status of [400, 404, 500]) {
    await using server = await startTestServer((_request, response) =>
      sendJson(response, { jsonrpc: '2.0', id: null, error }, status),
    );
    await using client = openTransport(server.url);
    expect(await client.ask('tools/call')).toEqual({ jsonrpc: '2.0', id: 1, error });
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: null, error });
  expect(await failureOf(answerWith(401, 'application/json', body))).toMatchObject({ status: 401 });
});

describe('an answer that is none fails the call with GW_UPSTREAM_PROTOCOL:', () => {
  const faults: Record<string, [Handler, string]> = {
    'a web page': [
      answerWith(200, 'text/html; charset=utf-8', '<h1>Hi</h1>'),
      '"text/html" in place of JSON',
    ],
    nothing: [(_request, response) => void response.writeHead(202).end(), 'HTTP 202 and nothing'],
    'broken JSON': [answerWith(200, 'application/json', '{"jsonrpc":'), 'JSON that is no answer'],
    "another request's answer": [
      (_request, response) => sendJson(response, { jsonrpc: '2.0', id: 77, result: {} }),
      'JSON that is no answer',
    ],
    'an answer beyond the limit': [
      (request, response) => sendJson(response, resultOf(request, 'a'.repeat(2_000_000))),
      'longer than 1048576 bytes',
    ],
    'an endless answer': [endless('application/json', ' '.repeat(10_000)), 'longer than 1048576 bytes'],
    'an endless event': [
      endless('text/event-stream', 'data: a\n'.repeat(1_000)),
      'event longer than 1048576 bytes',
    ],
    'an event without line ends': [
      endless('text/event-stream', 'a'.repeat(10_000)),
      'longer than 1048576 bytes',
    ],
    'a compressed answer, though we asked for none': [
      answerWith(200, 'application/json', gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }),
      'compressed its answer',
    ],
    'a compressed stream': [
      answerWith(200, 'text/event-stream', gzipSync('data: 1\n\n'), { 'content-encoding': 'gzip' }),
      'compressed its answer',
    ],
  };
  for (const [name, [handler, message]] of Object.entries(faults)) {
    test(name, async () => {
      verifies('mcp-http:faults:answer', 'mcp-http:events:bounded');
      expect(await failureOf(handler)).toMatchObject({
        code: 'GW_UPSTREAM_PROTOCOL',
        retryable: false,
        message: expect.stringContaining(message),
      });
    });
  }
});

test('a message nested too deeply is not parsed, and fails the call that it answers', async () => {
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  await using server = await startTestServer(
    answerWith(200, 'application/json', `{"jsonrpc":"2.0","id":1,"result":${deep}}`),
  );
  await using client = openTransport(server.url);
  await client.transport.send({ jsonrpc: '2.0', id: 1, method: 'tools/call' });
  await expect
    .poll(() => client.told)
    .toEqual([{ kind: 'unreadable', how: 'nested too deeply', answered: 1 }]);
});

test('we ask for answers as they are', async () => {
  await using server = await startTestServer((request, response) => sendJson(response, resultOf(request)));
  await using client = openTransport(server.url);
  await client.ask('ping');
  expect(server.received[0]?.headers).toMatchObject({
    'accept-encoding': 'identity',
    accept: 'application/json, text/event-stream',
    'content-type': 'application/json',
  });
});

test('a stream that breaks off in the middle of an event fails the call, which may have been carried out', async () => {
  verifies('mcp-http:faults:cut-off');
  const cut: Handler = (_request, response) => {
    beginStream(response);
    response.write('data: {"jsonrpc":"2.0","id":1,"resul', () => response.destroy());
  };
  expect(await failureOf(cut)).toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: false,
    message: expect.stringContaining('closed the connection before it had answered'),
  });
  const ended: Handler = (_request, response) => {
    beginStream(response);
    response.end('data: {"jsonrpc":"2.0","id":1,"result":{}}\n');
  };
  expect(await failureOf(ended)).toMatchObject({ code: 'GW_UPSTREAM_UNREACHABLE' });
});

test('a JSON answer that breaks off fails the call', async () => {
  verifies('mcp-http:faults:cut-off');
  const cut: Handler = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100 });
    response.write('{"jsonrpc"', () => response.destroy());
  };
  expect(await failureOf(cut)).toMatchObject({ code: 'GW_UPSTREAM_UNREACHABLE', retryable: false });
});

test('a server that hangs holds its call until that is abandoned, and no other', async () => {
  verifies('mcp-http:faults:hangs', 'mcp-http:abandon');
  let hasLeft = 0;
  await using server = await startTestServer((request, response) => {
    response.on('close', () => {
      if (!response.writableEnded) hasLeft++;
    });
    const mode = request.message?.params?.mode;
    if (mode === 'stream') beginStream(response);
    else if (mode === 'answer') sendJson(response, resultOf(request));
  });
  await using client = openTransport(server.url);
  const silent = client.transport.send({ jsonrpc: '2.0', id: 101, method: 'a', params: { mode: 'headers' } });
  await client.transport.send({ jsonrpc: '2.0', id: 102, method: 'a', params: { mode: 'stream' } });
  await client.ask('a', { mode: 'answer' });
  client.transport.abandon(101);
  client.transport.abandon(102);
  client.transport.abandon(999);
  await expect(silent).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  await expect.poll(() => hasLeft).toBe(2);
  expect(client.told).toHaveLength(1);
});

test('a server that does not answer a notification in time fails it', async () => {
  verifies('mcp-http:faults:slow-headers');
  await using server = await startTestServer(() => {});
  await using client = openTransport(server.url, {
    options: { limits: { maxLineBytes: 1_000, headersTimeoutMs: 100 } },
  });
  await expect(client.transport.send({ jsonrpc: '2.0', method: 'notifications/x' })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_TIMEOUT',
    message: expect.stringContaining('did not answer in time'),
  });
});

test('nothing that listens, and no such host, fail at once, nothing carried out', async () => {
  verifies('mcp-http:faults:unreachable');
  const gone = await startTestServer(() => {});
  await gone[Symbol.asyncDispose]();
  await using refused = openTransport(gone.url);
  await expect(refused.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: true,
    message: `Service remote could not be reached: nothing listens at 127.0.0.1:${gone.port} (ECONNREFUSED)`,
  });
  await using unknown = openTransport('http://nowhere.invalid/mcp');
  await expect(unknown.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: true,
    message: expect.stringMatching(/nowhere\.invalid \((ENOTFOUND|EAI_AGAIN)\)/),
  });
});

test('something that is no HTTP server is told as such', async () => {
  verifies('mcp-http:faults:no-http');
  await using tcp = await startTcpServer(socket => socket.end('SSH-2.0-OpenSSH\r\n\r\n'));
  await using client = openTransport(`http://127.0.0.1:${tcp.port}/mcp`);
  await expect(client.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_PROTOCOL',
    message: expect.stringContaining('something that is no HTTP'),
  });
});

test('a server that speaks no TLS at an https URL is told as such, nothing carried out', async () => {
  verifies('mcp-http:faults:tls');
  await using server = await startTestServer(() => {});
  await using client = openTransport(server.url.replace('http:', 'https:'));
  await expect(client.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: true,
    message: expect.stringContaining('does not speak TLS'),
  });
});

test('a server that takes connections and says nothing to TLS is given up in time', async () => {
  verifies('mcp-http:faults:connect-timeout');
  await using tcp = await startTcpServer(() => {});
  await using client = openTransport(`https://127.0.0.1:${tcp.port}/mcp`, {
    options: { limits: { maxLineBytes: 1_000, connectTimeoutMs: 100 } },
  });
  await expect(client.ask('ping')).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: true,
    message: expect.stringContaining('does not answer connections'),
  });
});

test('an event that is no JSON is passed over, and logged', async () => {
  await using server = await startTestServer((request, response) => {
    beginStream(response);
    response.end(`event: ping\ndata: x\n\ndata: nonsense\n\n${event(resultOf(request))}`);
  });
  await using client = openTransport(server.url);
  await client.ask('ping');
  expect(client.told).toHaveLength(1);
  expect(client.logged).toEqual(['The server sent an event that is no JSON message']);
});

test('a closed transport refuses, and what was under way fails', async () => {
  await using server = await startTestServer(() => {});
  const client = openTransport(server.url);
  const failed = expect(client.transport.send({ jsonrpc: '2.0', id: 1, method: 'a' })).rejects;
  const asked = failed.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  await expect.poll(() => server.received.length).toBe(1);
  await client.transport.close();
  await asked;
  await expect(client.ask('ping')).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
});

function endless(type: string, piece: string): Handler {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': type });
    Readable.from(repeat(piece)).pipe(response);
  };
}

function* repeat(piece: string): Generator<string> {
  while (true) yield piece;
}

async function startTcpServer(onSocket: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createTcpServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
