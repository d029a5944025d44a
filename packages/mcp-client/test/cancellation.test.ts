import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { McpClient } from '../src/index.ts';
import { recordingLogger, startServer, textOf } from './start-client.ts';

interface Message {
  id?: number;
  method?: string;
  params?: { name?: string; requestId?: number; reason?: string };
}

const received = async (client: McpClient): Promise<Message[]> =>
  JSON.parse(textOf(await client.callTool('received', {}))) as Message[];

/** The id of the `wait` call and the cancellation that followed it. */
async function cancellation(client: McpClient) {
  const messages = await received(client);
  return {
    asked: messages.find(({ params }) => params?.name === 'wait')?.id,
    cancelled: messages.find(({ method }) => method === 'notifications/cancelled')?.params,
  };
}

test('a call out of time fails, the server is told, and its late answer is dropped', async () => {
  verifies('mcp-client:call:timeout', 'mcp-client:call:cancel-upstream');
  await using client = await startServer();
  await expect(client.callTool('wait', {}, { timeoutMs: 30 })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_TIMEOUT',
    service: 'fixture',
    retryable: false,
  });
  const { asked, cancelled } = await cancellation(client);
  expect(cancelled).toEqual({ requestId: asked, reason: 'No answer within 30 ms' });
  expect(textOf(await client.callTool('echo', { still: 'right' }))).toBe('{"still":"right"}');
});

test("without a limit of its own a call has the service's", async () => {
  await using client = await startServer({ service: { callTimeoutMs: 30 } });
  await expect(client.callTool('wait', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_TIMEOUT' });
});

test('aborting a call fails it at once and tells the server', async () => {
  verifies('mcp-client:call:cancel-upstream');
  await using client = await startServer();
  const caller = new AbortController();
  const call = client.callTool('wait', {}, { signal: caller.signal });
  caller.abort(new Error('hung up'));
  await expect(call).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED', cause: { message: 'hung up' } });
  const { asked, cancelled } = await cancellation(client);
  expect(cancelled).toEqual({ requestId: asked, reason: 'Cancelled by the caller' });
});

test('a signal aborted beforehand sends nothing', async () => {
  await using client = await startServer();
  const call = client.callTool('wait', {}, { signal: AbortSignal.abort() });
  await expect(call).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED', retryable: true });
  expect(await cancellation(client)).toEqual({ asked: undefined, cancelled: undefined });
});

test('an answer that crosses its cancellation does not reach another call', async () => {
  const logger = recordingLogger();
  await using client = await startServer({ logger });
  const caller = new AbortController();
  const cancelled = client.callTool('wait', {}, { signal: caller.signal });
  const others = Array.from({ length: 20 }, (_, n) => client.callTool('echo', { n }));
  caller.abort();
  await expect(cancelled).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' });
  const texts = (await Promise.all(others)).map(textOf);
  expect(texts).toEqual(Array.from({ length: 20 }, (_, n) => JSON.stringify({ n })));
  await expect
    .poll(() => logger.entries.map(({ message }) => message))
    .toContain('The server answered late or twice');
});
