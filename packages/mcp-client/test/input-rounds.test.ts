import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import type { JsonObject, JsonRpcReply } from '../src/index.ts';
import { startModern, textOf } from './start-client.ts';

/** A client's user who answers everything, and what was asked. */
function user(reply: (message: string) => JsonRpcReply = message => ({ result: { said: message } })) {
  const asked: string[] = [];
  const onRequest = async (method: string, params: JsonObject | undefined): Promise<JsonRpcReply> => {
    const message = `${method} ${String(params?.message)}`;
    asked.push(message);
    return reply(message);
  };
  return { asked, onRequest };
}

test('what a server of the 2026 era asks for is answered in rounds, and the last result is given', async () => {
  verifies('mcp-upstream:rounds:carried-out');
  await using client = await startModern();
  const { asked, onRequest } = user();
  const result = await client.callTool('ask', { rounds: 2, questions: ['a', 'b'] }, { onRequest });
  expect(asked).toEqual([
    'elicitation/create a 0',
    'elicitation/create b 0',
    'elicitation/create a 1',
    'elicitation/create b 1',
  ]);
  expect(JSON.parse(textOf(result))).toEqual({
    round: 2,
    inputResponses: {
      a: { said: 'elicitation/create a 1' },
      b: { said: 'elicitation/create b 1' },
    },
  });
});

test('without a handler the input-required result is given as it is', async () => {
  verifies('mcp-upstream:rounds:passed');
  await using client = await startModern();
  expect(await client.callTool('ask', {})).toEqual({
    resultType: 'input_required',
    inputRequests: {
      name: {
        method: 'elicitation/create',
        params: { message: 'name 0', requestedSchema: { type: 'object', properties: {} } },
      },
    },
    requestState: '1',
  });
});

test('rounds do not go on without an end', async () => {
  verifies('mcp-upstream:rounds:bounded');
  await using client = await startModern();
  const { asked, onRequest } = user();
  await expect(client.callTool('ask', { endless: true }, { onRequest })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_PROTOCOL',
    message: expect.stringContaining('more than 16 times'),
  });
  expect(asked).toHaveLength(16);
});

test('more questions than anyone answers are refused', async () => {
  verifies('mcp-upstream:rounds:bounded');
  await using client = await startModern();
  const { asked, onRequest } = user();
  const questions = Array.from({ length: 101 }, (_, n) => String(n));
  await expect(client.callTool('ask', { questions }, { onRequest })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_PROTOCOL',
  });
  expect(asked).toEqual([]);
});

test('a question that is answered with an error fails the call with that error, and withdraws the others', async () => {
  verifies('mcp-upstream:rounds:refused');
  await using client = await startModern();
  const withdrawn: string[] = [];
  const call = client.callTool(
    'ask',
    { questions: ['refused', 'open'] },
    {
      onRequest: (_method, params, signal) =>
        String(params?.message).startsWith('refused')
          ? Promise.resolve({ error: { code: -1, message: 'The user said no', data: { why: 'tired' } } })
          : new Promise(() => {
              signal.addEventListener('abort', () => void withdrawn.push(String(params?.message)));
            }),
    },
  );
  await expect(call).rejects.toMatchObject({
    code: 'GW_UPSTREAM_RPC_ERROR',
    rpcCode: -1,
    rpcMessage: 'The user said no',
    rpcData: { why: 'tired' },
  });
  expect(withdrawn).toEqual(['open 0']);
});

test('a server that only wants to be asked again is, without answers', async () => {
  await using client = await startModern();
  const { asked, onRequest } = user();
  const result = await client.callTool('ask-nothing', {}, { onRequest });
  expect(textOf(result)).toBe('{"inputResponses":null}');
  expect(asked).toEqual([]);
});

test('a question that can not be understood fails the call', async () => {
  await using client = await startModern();
  await expect(client.callTool('ask-nonsense', {}, user())).rejects.toMatchObject({
    code: 'GW_UPSTREAM_PROTOCOL',
  });
});

test('a caller who leaves during a round is gone at once', async () => {
  verifies('mcp-upstream:rounds:cancelled');
  await using client = await startModern();
  const caller = new AbortController();
  const { promise: asked, resolve } = Promise.withResolvers<AbortSignal>();
  const call = client.callTool(
    'ask',
    {},
    {
      signal: caller.signal,
      onRequest: (_method, _params, signal) => {
        resolve(signal);
        return new Promise(done => {
          signal.addEventListener('abort', () => done({ error: { code: -1, message: 'left' } }));
        });
      },
    },
  );
  const outcome = call.catch((error: unknown) => error);
  const signal = await asked;
  expect(signal.aborted).toBe(false);
  caller.abort();
  expect(await outcome).toBeInstanceOf(Error);
  expect(textOf(await client.callTool('echo', { still: 'here' }))).toBe('{"still":"here"}');
});
