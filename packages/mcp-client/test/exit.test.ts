import { once } from 'node:events';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { isRunning, startFault, startServer, textOf } from './start-client.ts';

test('a crash fails all that wait at once, with the exit code and stderr', async () => {
  verifies('mcp-client:exit:at-once');
  await using client = await startServer();
  const exit = once(client, 'exit');
  const calls = ['wait', 'wait', 'crash'].map(name => client.callTool(name, {}, { timeoutMs: 20_000 }));
  for (const call of await Promise.allSettled(calls)) {
    expect(call).toMatchObject({
      reason: {
        code: 'GW_UPSTREAM_EXITED',
        retryable: false,
        details: { exit: { code: 7, signal: null, reason: 'exit code 7' }, stderr: ['about to crash'] },
      },
    });
  }
  expect(await exit).toEqual([{ code: 7, signal: null, reason: 'exit code 7' }]);
  expect(client.alive).toBe(false);
  expect(client.exit?.reason).toBe('exit code 7');
});

test('a call on a dead process fails at once and is safe to repeat', async () => {
  verifies('mcp-client:exit:at-once');
  await using client = await startServer();
  const exit = once(client, 'exit');
  process.kill(client.pid!, 'SIGKILL');
  await exit;
  await expect(client.callTool('echo', {})).rejects.toMatchObject({
    code: 'GW_UPSTREAM_EXITED',
    retryable: true,
    details: { exit: { reason: 'killed by SIGKILL' } },
  });
});

test.each(['answer-and-exit', 'answer-without-newline'])(
  'an answer written just before the end counts (%s)',
  async fault => {
    verifies('mcp-client:exit:last-answer');
    await using client = await startFault(fault);
    expect(textOf(await client.callTool('echo', {}))).toBe('ok');
  },
);

test('an answer counts that waits in the pipe behind much else when the death is noticed', async () => {
  verifies('mcp-client:exit:last-answer');
  await using client = await startFault('chatter-and-exit');
  const call = client.callTool('echo', {});
  // Nothing is read meanwhile: the death and all that came before it are noticed together.
  while (isRunning(client.pid!));
  expect(textOf(await call)).toBe('ok');
});

test('half an answer is none', async () => {
  verifies('mcp-client:faults:exit-mid-line');
  await using client = await startFault('exit-mid-line');
  await expect(client.callTool('echo', {})).rejects.toMatchObject({
    code: 'GW_UPSTREAM_EXITED',
    details: { exit: { reason: 'exit code 1' } },
  });
});

test('a death is noticed at once though a grandchild holds the pipes', async () => {
  verifies('mcp-client:exit:pipe-held');
  await using client = await startFault('exit-leaving-silence');
  const exit = once(client, 'exit');
  const call = client.callTool('echo', {}, { timeoutMs: 20_000 });
  await expect(call).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED', details: { exit: { code: 5 } } });
  expect(await exit).toMatchObject([{ code: 5 }]);
});

test('an answer counts though its sender died and a grandchild holds the pipes', async () => {
  verifies('mcp-client:exit:pipe-held');
  await using client = await startFault('exit-leaving-pipes');
  expect(textOf(await client.callTool('echo', {}))).toBe('ok');
});

test('a server that closes its output but lives is not waited for, and is stopped', async () => {
  verifies('mcp-client:exit:output-closed');
  await using client = await startFault('close-output');
  const exit = once(client, 'exit');
  const call = client.callTool('echo', {}, { timeoutMs: 20_000 });
  await expect(call).rejects.toMatchObject({
    code: 'GW_UPSTREAM_EXITED',
    message: 'Service fixture closed its output',
  });
  expect(await exit).toMatchObject([{ reason: 'closed its output, killed by SIGTERM' }]);
  expect(isRunning(client.pid!)).toBe(false);
});

test('a server that closes its input but lives is not waited for, and is stopped', async () => {
  verifies('mcp-client:exit:output-closed');
  await using client = await startFault('close-input');
  const outcomes = [];
  while (client.alive) {
    outcomes.push(
      await client.callTool('echo', {}, { timeoutMs: 100 }).catch((error: { code: string }) => error.code),
    );
  }
  expect(outcomes.at(-1)).toBe('GW_UPSTREAM_EXITED');
});

test('a listener that throws keeps nobody from being told', async () => {
  await using client = await startServer();
  client.prependListener('exit', () => {
    throw new Error('listener');
  });
  await expect(client.callTool('crash', {})).rejects.toMatchObject({ code: 'GW_UPSTREAM_EXITED' });
});
