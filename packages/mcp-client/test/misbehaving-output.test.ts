import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { recordingLogger, startFault, startServer, textOf } from './start-client.ts';

test('junk around an answer is logged and survived', async () => {
  verifies('mcp-client:faults:junk');
  const logger = recordingLogger();
  await using client = await startFault('junk', undefined, { logger });
  expect(textOf(await client.callTool('echo', {}))).toBe('ok');
  expect(logger.entries).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      fields: { service: 'fixture', line: 'Loading model...' },
      message: 'The server wrote a line that is not JSON',
    }),
  );
});

test('a second answer is dropped', async () => {
  verifies('mcp-client:faults:answers-twice');
  await using client = await startFault('twice');
  expect(textOf(await client.callTool('echo', {}))).toBe('first');
  expect(textOf(await client.callTool('echo', {}))).toBe('first');
});

test('answers to ids that nobody asked are dropped', async () => {
  verifies('mcp-client:faults:unknown-ids');
  await using client = await startFault('unknown-ids');
  expect(textOf(await client.callTool('echo', {}))).toBe('ok');
});

test("a server's request with the id of a pending call is not taken for its answer", async () => {
  verifies('mcp-client:rpc:kinds-apart');
  await using client = await startFault('same-id-request');
  expect(textOf(await client.callTool('echo', {}))).toBe('ok');
});

test.each([
  ['ping', 1, { result: {} }],
  ['ping', 'text id', { result: {} }],
  ['roots/list', 2, { error: { code: -32601, message: 'Method not found: roots/list' } }],
])("the server's request %s with id %j is answered", async (method, id, answer) => {
  verifies('mcp-client:rpc:server-requests');
  await using client = await startServer();
  expect(JSON.parse(textOf(await client.callTool('ask', { method, id })))).toEqual(answer);
});

test('bytes that are not UTF-8 cost a character, not the answer', async () => {
  verifies('mcp-client:faults:invalid-utf8');
  await using client = await startFault('invalid-utf8');
  expect(textOf(await client.callTool('echo', {}))).toBe('a�(b');
});

test.each([257, 100_000, 5_000_000])('an answer nested %i deep fails its call and no other', async depth => {
  verifies('mcp-client:faults:deep-nesting');
  await using client = await startFault('deep', depth);
  await expect(client.callTool('echo', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_PROTOCOL' });
  expect(client.alive).toBe(true);
});

test('an answer nested 200 deep is delivered', async () => {
  await using client = await startFault('deep', 200);
  expect(await client.callTool('echo', {})).toHaveProperty('deep');
});

test.each([0, 1])(
  'an over-long answer fails its call, whichever way its keys are ordered (%i)',
  async ordering => {
    verifies('mcp-client:limits:line');
    await using client = await startFault('long', 200_000, { limits: { maxLineBytes: 100_000 } });
    for (let call = 0; call <= ordering; call++) {
      await expect(client.callTool('echo', {})).rejects.toMatchObject({
        code: 'GW_UPSTREAM_PROTOCOL',
        message: expect.stringMatching(/bytes long/),
      });
    }
    expect(client.alive).toBe(true);
  },
);

test('an answer with neither result nor error fails its call at once', async () => {
  await using client = await startFault('no-result');
  await expect(client.callTool('echo', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_PROTOCOL' });
});

test('messages in a batch are taken one by one', async () => {
  await using client = await startFault('batch');
  expect(textOf(await client.callTool('echo', {}))).toBe('ok');
});

test('a server that floods its output does not keep another from answering', async () => {
  verifies('mcp-client:faults:flood-fair');
  await using flooding = await startFault('stdout-flood');
  await using calm = await startServer();
  const flooded = flooding.callTool('echo', {}, { timeoutMs: 30_000 }).catch((error: unknown) => error);
  for (let n = 0; n < 20; n++) await calm.callTool('echo', { n }, { timeoutMs: 2_000 });
  await flooding.stop();
  expect(await flooded).toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
});
