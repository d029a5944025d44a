import type { ServerResponse } from 'node:http';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { McpClient, type McpClientOptions, McpService } from '../src/index.ts';
import { beginStream, event, type Message, sendJson, startTestServer } from './http/test-server.ts';
import { spawner, textOf } from './start-client.ts';

/**
 * A remote server of the 2025 era. Its tools: `ask` sends a request on the call's own stream, `ask-apart` on the
 * stream that belongs to no call, `log` and `log-apart` likewise; all but the last give the answers that have come.
 */
async function startTalking() {
  let apart: ServerResponse | undefined;
  const waiting = new Map<unknown, ServerResponse>();
  const finish = (response: ServerResponse, id: unknown, text: string) =>
    void response.end(event({ jsonrpc: '2.0', id, result: { content: [{ type: 'text', text }] } }));
  const server = await startTestServer(({ method, message = {} }, response) => {
    const { id, params } = message;
    if (method === 'GET') {
      beginStream(response);
      apart = response;
    } else if (method === 'DELETE') response.writeHead(204).end();
    else if (message.method === 'server/discover') response.writeHead(400).end();
    else if (message.method === 'initialize') {
      const serverInfo = { name: 'talking', version: '1.0.0' };
      const result = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo };
      sendJson(response, { jsonrpc: '2.0', id, result }, 200, { 'mcp-session-id': 'talking' });
    } else if (message.method === 'tools/list') {
      sendJson(response, { jsonrpc: '2.0', id, result: { tools: [] } });
    } else if (message.method === 'tools/call') {
      beginStream(response);
      const name = String(params?.name);
      const stream = name.endsWith('-apart') ? apart! : response;
      if (name.startsWith('ask')) {
        waiting.set(name, response);
        response.on('close', () => waiting.delete(name));
        callIds.set(name, id);
        stream.write(event({ jsonrpc: '2.0', id: name, method: 'elicitation/create', params: {} }));
      } else if (name.startsWith('log')) {
        stream.write(event({ jsonrpc: '2.0', method: 'notifications/message', params: { data: name } }));
        finish(response, id, name);
      }
    } else {
      response.writeHead(202).end();
      const { id: asked, ...answer } = message as Message & { id: unknown };
      const call = waiting.get(asked);
      if (call) finish(call, callIds.get(String(asked)), JSON.stringify(answer));
    }
  });
  const callIds = new Map<string, unknown>();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: server.url, isListenedTo: () => apart !== undefined };
}

async function connect(options: Partial<McpClientOptions> = {}): Promise<McpClient> {
  const { url, isListenedTo } = await startTalking();
  const service = new McpService({ name: 'remote', url, allowPrivateAddresses: ['127.0.0.0/8'] });
  const client = new McpClient(service, { spawner, ...options });
  onTestFinished(() => client.stop());
  await client.start();
  await expect.poll(isListenedTo).toBe(true);
  return client;
}

const answering = (by: string) => async () => ({ result: { by } });

test("what comes on a call's stream belongs to that call, whatever else is in flight", async () => {
  verifies('mcp-upstream:remote:attribution');
  const client = await connect({ onRequest: answering('client') });
  const heard: unknown[] = [];
  const caller = new AbortController();
  const newer = client.callTool(
    'wait',
    {},
    {
      signal: caller.signal,
      onRequest: answering('newer'),
      onNotification: (_method, params) => void heard.push(params?.data),
    },
  );
  newer.catch(() => {});
  const asked = await client.callTool('ask', {}, { onRequest: answering('asking') });
  expect(textOf(asked)).toContain('"by":"asking"');
  const logged: unknown[] = [];
  await client.callTool('log', {}, { onNotification: (_method, params) => void logged.push(params?.data) });
  expect([heard, logged]).toEqual([[], ['log']]);
  caller.abort();
});

test('what comes on the stream of its own belongs to no call', async () => {
  verifies('mcp-upstream:remote:attribution');
  const client = await connect({ onRequest: answering('client') });
  const told: unknown[] = [];
  client.on('notification', (_method, params, delivered) => void told.push([params?.data, delivered]));
  const heard: unknown[] = [];
  await client.callTool('log-apart', {}, { onNotification: () => void heard.push('heard') });
  await expect.poll(() => told).toEqual([['log-apart', false]]);
  expect(heard).toEqual([]);
  const asked = await client.callTool('ask-apart', {}, { onRequest: answering('asking') });
  expect(textOf(asked)).toContain('"by":"client"');
});

test('a question there that only a call can answer is answered by it', async () => {
  verifies('mcp-upstream:remote:attribution');
  const client = await connect();
  const asked = await client.callTool('ask-apart', {}, { onRequest: answering('asking') });
  expect(textOf(asked)).toContain('"by":"asking"');
});
