import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { McpClient } from '../src/index.ts';
import { startModern, startServer, textOf } from './start-client.ts';

const version = 'io.modelcontextprotocol/protocolVersion';
const clientInfo = 'io.modelcontextprotocol/clientInfo';
const clientCapabilities = 'io.modelcontextprotocol/clientCapabilities';
const logLevel = 'io.modelcontextprotocol/logLevel';

interface Received {
  readonly method: string;
  readonly params?: { readonly _meta?: Record<string, unknown> };
}

const received = async (client: McpClient): Promise<Received[]> =>
  JSON.parse(textOf(await client.callTool('received', {}))) as Received[];

test('each request to a server of the 2026 era says the version, the client and its capabilities', async () => {
  verifies('mcp-upstream:meta:2026');
  const info = { name: 'tester', version: '9' };
  const capabilities = { elicitation: { form: {} }, extensions: { 'com.example/later': { on: true } } };
  await using client = await startModern([], { clientInfo: info, capabilities });
  const ours = { [version]: '2026-07-28', [clientInfo]: info, [clientCapabilities]: capabilities };
  for (const { method, params } of await received(client)) {
    expect(params?._meta, method).toMatchObject(ours);
  }
});

test('what a request says of its client already stays', async () => {
  verifies('mcp-upstream:meta:2026');
  await using client = await startModern([], { capabilities: { roots: {} } });
  const given = {
    [clientInfo]: { name: 'caller', version: '1' },
    [clientCapabilities]: { sampling: {} },
    [logLevel]: 'error',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01',
    'com.example/own': { kept: true },
  };
  const result = await client.callMethod('tools/call', { name: 'echo', arguments: {}, _meta: given });
  expect(result).toMatchObject({ _meta: { ...given, [version]: '2026-07-28' } });
});

test('a server of the 2025 era hears nothing of what belongs to the other era, and all else', async () => {
  verifies('mcp-upstream:meta:2025');
  await using client = await startServer();
  const kept = {
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01',
    'com.example/own': 1,
  };
  const of2026 = { [version]: '2026-07-28', [clientInfo]: {}, [clientCapabilities]: {}, [logLevel]: 'info' };
  const params = { name: 'echo', arguments: { a: 1 }, later: true, _meta: { ...kept, ...of2026 } };
  expect(await client.callMethod('tools/call', params)).toMatchObject({ _meta: kept });
  await client.callMethod('tools/call', params, { onProgress: () => {} });
  const last = (await received(client)).at(-2)!;
  expect(last.params).toEqual({
    name: 'echo',
    arguments: { a: 1 },
    later: true,
    _meta: { ...kept, progressToken: expect.any(Number) },
  });
});

test('what was declared is what the handshake says', async () => {
  verifies('mcp-upstream:meta:2025');
  const capabilities = { roots: { listChanged: true }, experimental: { 'com.example/later': {} } };
  await using client = await startServer({ capabilities });
  expect(client.capabilities).toEqual(capabilities);
  const opening = (await received(client)).find(({ method }) => method === 'initialize');
  expect(opening?.params).toMatchObject({ capabilities });
});

test('notifications reach a server of the 2025 era, and no other', async () => {
  verifies('mcp-upstream:notify');
  await using older = await startServer();
  await using newer = await startModern();
  for (const client of [older, newer]) client.notify('notifications/roots/list_changed', { later: 1 });
  expect(await received(older)).toContainEqual({
    jsonrpc: '2.0',
    method: 'notifications/roots/list_changed',
    params: { later: 1 },
  });
  expect((await received(newer)).map(({ method }) => method)).not.toContain(
    'notifications/roots/list_changed',
  );
});
