import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { JsonObject, JsonRpcReply } from '../src/index.ts';
import { startAsker, startModern, textOf } from './start-client.ts';

const answering = (name: string) => async (method: string, params: JsonObject | undefined) => ({
  result: { by: name, method, params },
});

test('what a server asks during a call is answered by that call', async () => {
  verifies('mcp-upstream:asks:call');
  await using client = await startAsker({ onRequest: answering('client') });
  const result = await client.callTool('ask', { name: 'x' }, { onRequest: answering('call') });
  expect(JSON.parse(textOf(result))).toEqual([
    { result: { by: 'call', method: 'elicitation/create', params: { name: 'x', n: 0 } } },
  ]);
});

test('of several calls the newest is asked, unless it is answering already', async () => {
  verifies('mcp-upstream:asks:call');
  await using client = await startAsker();
  const older = client.callTool('wait', {}, { onRequest: answering('older'), timeoutMs: 60_000 });
  older.catch(() => {});
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const newer = client.callTool(
    'ask',
    { times: 2 },
    {
      onRequest: async (method, params) => {
        await gate;
        return answering('newer')(method, params);
      },
    },
  );
  const outside = client.callTool('echo', {}).catch(() => {});
  await outside;
  open();
  const by = (JSON.parse(textOf(await newer)) as { result: { by: string } }[]).map(({ result }) => result.by);
  expect(by).toEqual(['newer', 'older']);
});

test("what it asks outside of any call that can answer is answered by the client's own handler", async () => {
  verifies('mcp-upstream:asks:client');
  await using client = await startAsker({ onRequest: answering('client') });
  expect(JSON.parse(textOf(await client.callTool('ask', { method: 'roots/list' })))).toEqual([
    { result: { by: 'client', method: 'roots/list', params: { n: 0 } } },
  ]);
});

test('an error as an answer reaches the server with code, message and data', async () => {
  await using client = await startAsker();
  const error = { code: -1, message: 'User rejected', data: { hint: 1 } };
  const result = await client.callTool('ask', {}, { onRequest: async () => ({ error }) });
  expect(JSON.parse(textOf(result))).toEqual([{ error }]);
});

test('a handler that throws is answered for, and its words stay here', async () => {
  await using client = await startAsker();
  const onRequest = () => Promise.reject<JsonRpcReply>(new Error('secret'));
  const text = textOf(await client.callTool('ask', {}, { onRequest }));
  expect(JSON.parse(text)).toEqual([{ error: { code: -32603, message: 'Internal error' } }]);
});

test('a question that the server withdraws is aborted, and gets no answer', async () => {
  verifies('mcp-upstream:asks:withdrawn');
  await using client = await startAsker();
  const aborted: unknown[] = [];
  const result = await client.callTool(
    'withdraw',
    {},
    {
      onRequest: (_method, _params, signal) =>
        new Promise(resolve => {
          signal.addEventListener('abort', () => {
            aborted.push(signal.reason);
            resolve({ result: 'too late' });
          });
        }),
    },
  );
  expect(textOf(result)).toBe('withdrawn');
  await expect.poll(() => aborted).toMatchObject([{ message: 'Withdrawn by the server' }]);
  const received = textOf(await client.callTool('received', {}));
  expect(received).not.toContain('too late');
  expect(received).not.toContain('"id":"to-withdraw"');
});

test.each(['ask-and-leave', 'ask'])(
  'a question of a call that has ended is aborted, and the server is told (%s)',
  async name => {
    verifies('mcp-upstream:asks:ended');
    await using client = await startAsker();
    const caller = new AbortController();
    const { promise: withdrawn, resolve } = Promise.withResolvers<unknown>();
    const call = client.callTool(
      name,
      {},
      {
        signal: caller.signal,
        onRequest: (_method, _params, signal) => {
          signal.addEventListener('abort', () => resolve(signal.reason));
          if (name === 'ask') caller.abort();
          return new Promise(() => {});
        },
      },
    );
    await (name === 'ask' ? expect(call).rejects.toMatchObject({ code: 'GW_UPSTREAM_CANCELLED' }) : call);
    expect(await withdrawn).toMatchObject({ message: 'The request that asked has ended' });
    await expect
      .poll(async () => textOf(await client.callTool('received', {})))
      .toContain('The request that asked has ended');
  },
);

test('a server can not ask without a bound', async () => {
  verifies('mcp-upstream:asks:bounded');
  await using client = await startAsker();
  const open: ((reply: JsonRpcReply) => void)[] = [];
  const call = client.callTool(
    'ask',
    { times: 150 },
    { onRequest: () => new Promise(resolve => void open.push(resolve)) },
  );
  await expect.poll(() => open.length).toBe(100);
  await client.callTool('log', { data: 'all questions have been read' });
  for (const answer of open) answer({ result: 1 });
  const answers = JSON.parse(textOf(await call)) as { error?: { message: string } }[];
  expect(answers.filter(({ error }) => error?.message === 'Too many requests at once')).toHaveLength(50);
});

test('what a server asks when its process ends is aborted', async () => {
  const client = await startAsker();
  const { promise: withdrawn, resolve } = Promise.withResolvers<unknown>();
  const call = client.callTool(
    'ask',
    {},
    {
      onRequest: (_method, _params, signal) => {
        signal.addEventListener('abort', () => resolve(signal.reason));
        void client.stop();
        return new Promise(() => {});
      },
    },
  );
  await expect(call).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
  expect(await withdrawn).toBeInstanceOf(Error);
});

test('a server of the 2026 era can not ask by a request', async () => {
  await using client = await startModern();
  const asked: string[] = [];
  const result = await client.callTool(
    'ask-by-request',
    {},
    {
      onRequest: async method => {
        asked.push(method);
        return { result: {} };
      },
    },
  );
  expect(textOf(result)).toBe('asked');
  const received = textOf(await client.callTool('received', {}));
  expect(received).not.toContain('"id":"asked"');
  expect(asked).toEqual([]);
});
