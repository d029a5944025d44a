import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createPlainSpawner } from '../../src/index.ts';
import { McpClient } from '../../src/mcp-client.ts';
import { McpService } from '../../src/mcp-service.ts';
import { type Handler, type Received, resultOf, sendJson, startTestServer } from './test-server.ts';

/** A 2025 server whose calls of tools are answered otherwise. */
function serverWith(onCall: Handler): Handler {
  return (request, response) => {
    const { method } = request.message ?? {};
    if (method === 'tools/call') return onCall(request, response);
    if (request.method !== 'POST') return void response.writeHead(405).end();
    if (method === 'notifications/initialized') return void response.writeHead(202).end();
    sendJson(response, { ...answers(request) });
  };
}

function answers(request: Received): object {
  switch (request.message?.method) {
    case 'initialize':
      return resultOf(request, {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {} },
        serverInfo: {},
      });
    case 'tools/list':
      return resultOf(request, {
        tools: [{ name: 'a', inputSchema: {}, annotations: { readOnlyHint: true } }],
      });
    default:
      return {
        jsonrpc: '2.0',
        id: request.message?.id,
        error: { code: -32601, message: 'Method not found' },
      };
  }
}

function clientOf(url: string): McpClient {
  const service = new McpService({ name: 'remote', url, allowPrivateAddresses: ['127.0.0.1'] });
  return new McpClient(service, { spawner: createPlainSpawner({ env: {} }) });
}

test('a call that is refused for what it is, or for its credentials or number, is not repeated', async () => {
  verifies('mcp-http:faults:status');
  for (const status of [401, 403, 413, 429, 500]) {
    await using server = await startTestServer(
      serverWith((_request, response) => void response.writeHead(status).end()),
    );
    await using client = clientOf(server.url);
    await client.start();
    await expect(client.callTool('a', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_HTTP', status });
    expect(server.of('tools/call')).toHaveLength(1);
  }
});

test('a call over HTTP that is cancelled or out of time is told to the server, and leaves its stream', async () => {
  verifies('mcp-http:abandon');
  let left = 0;
  await using server = await startTestServer(
    serverWith((_request, response) => {
      response.on('close', () => left++);
    }),
  );
  await using client = clientOf(server.url);
  await client.start();
  await expect(client.callTool('a', {}, { timeoutMs: 50 })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_TIMEOUT',
  });
  const cancel = new AbortController();
  const call = expect(client.callTool('a', {}, { signal: cancel.signal })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_CANCELLED',
  });
  await expect.poll(() => server.of('tools/call').length).toBe(2);
  cancel.abort();
  await call;
  await expect.poll(() => left).toBe(2);
  await expect.poll(() => server.of('notifications/cancelled').length).toBe(2);
});
