import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { UpstreamRpcError } from '../src/index.ts';
import { startFault, startServer, textOf } from './start-client.ts';

test('a result comes back as the server sent it, unknown fields included', async () => {
  verifies('mcp-client:call:untouched');
  await using client = await startServer();
  const args = { nested: { list: [1, 'two', null] }, text: 'línea\n\u2028\u2029' };
  const result = await client.callTool('echo', args, { meta: { trace: 'abc' } });
  expect(result).toEqual({
    content: [{ type: 'text', text: JSON.stringify(args) }],
    structuredContent: args,
    _meta: { trace: 'abc' },
    laterField: [1, { two: null }],
  });
});

test('a tool that fails gives a result with isError', async () => {
  await using client = await startServer();
  expect(await client.callTool('fail', {})).toMatchObject({ isError: true });
});

test("a JSON-RPC error keeps the server's code, message and data", async () => {
  verifies('mcp-client:call:rpc-error');
  await using client = await startServer();
  const error = await client.callTool('refuse', {}).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UpstreamRpcError);
  expect(error).toMatchObject({
    code: 'GW_UPSTREAM_RPC_ERROR',
    service: 'fixture',
    rpcCode: -32602,
    rpcMessage: 'No such thing',
    rpcData: { hint: 'other' },
    retryable: false,
  });
});

test('an error that is no object still is an error', async () => {
  await using client = await startFault('odd-error');
  await expect(client.callTool('echo', {})).rejects.toMatchObject({
    rpcCode: -32603,
    rpcMessage: 'just text',
  });
});

test('many calls at once each get their own answer', async () => {
  verifies('mcp-client:call:ids');
  await using client = await startServer();
  const calls = Array.from({ length: 200 }, async (_, n) => textOf(await client.callTool('echo', { n })));
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 200 }, (_, n) => JSON.stringify({ n })));
});

test('any method can be called', async () => {
  await using client = await startServer();
  expect(await client.callMethod('custom/method', { a: 1 })).toEqual({ params: { a: 1 } });
  await expect(client.callMethod('no/such')).rejects.toMatchObject({ rpcCode: -32601 });
});

test('a result of several megabytes arrives whole', async () => {
  await using client = await startServer();
  const big = 'ü'.repeat(2_000_000);
  expect((await client.callTool('echo', { big })).structuredContent).toEqual({ big });
});

test('arguments that are not JSON fail that call alone', async () => {
  await using client = await startServer();
  await expect(client.callTool('echo', { n: 1n })).rejects.toBeInstanceOf(TypeError);
  expect(textOf(await client.callTool('echo', {}))).toBe('{}');
});

test("an answer with a result that is no object fails the tool's call", async () => {
  await using client = await startFault('result-no-object');
  await expect(client.callTool('echo', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_PROTOCOL' });
});
