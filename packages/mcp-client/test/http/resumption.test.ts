import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import {
  beginStream,
  event,
  type Handler,
  type Received,
  resultOf,
  sendJson,
  startTestServer,
} from './test-server.ts';
import { modernMeta, openTransport } from './test-transport.ts';

/** Begins to answer `tools/call` by a stream that it breaks off; `onResume` answers the GET that asks for the rest. */
function breaksOff(onResume: (call: Received, ...args: Parameters<Handler>) => void, id = 'first'): Handler {
  let call: Received | undefined;
  return (request, response) => {
    if (request.message?.method === 'tools/call') {
      call = request;
      beginStream(response);
      response.end(`retry: 20\nid: ${id}\ndata:\n\n`);
    } else if (request.headers['last-event-id'] !== undefined) onResume(call!, request, response);
    else if (request.method === 'GET') response.writeHead(405).end();
    else sendJson(response, resultOf(request));
  };
}

test('a stream that ends before the answer is taken up again after its last event and the pause asked for', async () => {
  verifies('mcp-http:resumption:taken-up', 'mcp-http:resumption:retry');
  let resumedAt = 0;
  await using server = await startTestServer(
    breaksOff((call, _request, response) => {
      resumedAt ||= performance.now();
      beginStream(response);
      if (server.of('GET').length < 4) {
        response.end(event({ jsonrpc: '2.0', method: 'notifications/progress', params: {} }, 'second'));
      } else response.end(event(resultOf(call, { rest: true }), 'third'));
    }),
  );
  await using client = openTransport(server.url);
  await client.initialize();
  const startedAt = performance.now();
  expect(await client.ask('tools/call')).toMatchObject({ result: { rest: true } });
  expect(resumedAt - startedAt).toBeGreaterThanOrEqual(19);
  const resumptions = server.of('GET').flatMap(({ headers }) => headers['last-event-id'] ?? []);
  expect(resumptions).toEqual(['first', 'second', 'second']);
  expect(client.told.filter(({ kind }) => kind === 'message').slice(1)).toMatchObject([
    { relatedTo: 2 },
    { relatedTo: 2 },
    { relatedTo: 2 },
  ]);
});

test('a server that fails for a while is asked again', async () => {
  verifies('mcp-http:resumption:taken-up');
  let failed = false;
  await using server = await startTestServer(
    breaksOff((call, _request, response) => {
      if (failed) {
        beginStream(response);
        response.end(event(resultOf(call)));
      } else response.writeHead(503).end();
      failed = true;
    }),
  );
  await using client = openTransport(server.url);
  await client.initialize();
  await client.ask('tools/call');
  expect(failed).toBe(true);
});

test('a server that takes up no streams fails the call, saying so', async () => {
  verifies('mcp-http:resumption:refused');
  await using server = await startTestServer(
    breaksOff((_call, _request, response) => void response.writeHead(405).end()),
  );
  await using client = openTransport(server.url);
  await client.initialize();
  await expect(client.ask('tools/call')).rejects.toMatchObject({ code: 'GW_UPSTREAM_HTTP', status: 405 });
});

test('an abandoned call ends its stream, which is taken up no more', async () => {
  verifies('mcp-http:abandon');
  let isLeft = false;
  await using server = await startTestServer(
    breaksOff((_call, _request, response) => {
      beginStream(response);
      response.on('close', () => {
        isLeft = true;
      });
    }),
  );
  await using client = openTransport(server.url);
  await client.initialize();
  await client.transport.send({ jsonrpc: '2.0', id: 50, method: 'tools/call' });
  const resumptions = () => server.of('GET').filter(({ headers }) => headers['last-event-id'] !== undefined);
  await expect.poll(() => resumptions().length).toBe(1);
  client.transport.abandon(50);
  await expect.poll(() => isLeft).toBe(true);
  await client.ask('ping');
  expect(resumptions()).toHaveLength(1);
  expect(client.told.filter(({ kind }) => kind === 'streamEnd')).toEqual([]);
});

test('in the 2026 era no stream is taken up again', async () => {
  verifies('mcp-http:resumption:not-2026');
  await using server = await startTestServer(
    breaksOff((_call, _request, response) => void response.writeHead(500).end()),
  );
  await using client = openTransport(server.url);
  client.transport.opened({ era: '2026', protocolVersion: '2026-07-28' });
  await expect(client.ask('tools/call', { name: 'a', _meta: modernMeta })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_UNREACHABLE',
    retryable: false,
    message: expect.stringContaining('ended its stream before it had answered'),
  });
  expect(server.of('GET')).toEqual([]);
});
