import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { startFault, textOf } from './start-client.ts';

test('a server that never answers costs its caller the time-out, and no more calls than the bound', async () => {
  verifies('mcp-client:faults:never-answers', 'mcp-client:limits:pending');
  await using client = await startFault('silent', undefined, { limits: { maxPendingCalls: 3 } });
  const calls = Array.from({ length: 3 }, () => client.callTool('echo', {}, { timeoutMs: 100 }));
  const settled = Promise.allSettled(calls);
  await expect(client.callTool('echo', {})).rejects.toMatchObject({
    code: 'GW_UPSTREAM_BUSY',
    retryable: true,
  });
  for (const call of await settled) expect(call).toMatchObject({ reason: { code: 'GW_UPSTREAM_TIMEOUT' } });
  await expect(client.callTool('echo', {}, { timeoutMs: 10 })).rejects.toMatchObject({
    code: 'GW_UPSTREAM_TIMEOUT',
  });
});

test('a server that stops reading gets no more than the bound, and its callers are told', async () => {
  verifies('mcp-client:faults:stops-reading', 'mcp-client:limits:unsent');
  await using client = await startFault('stops-reading', undefined, {
    limits: { maxUnsentBytes: 1_000_000 },
  });
  const text = 'x'.repeat(400_000);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, () =>
      client.callTool('echo', { text }, { timeoutMs: 50 }).catch((error: { code: string }) => error.code),
    ),
  );
  expect(outcomes.filter(code => code === 'GW_UPSTREAM_TIMEOUT').length).toBeLessThan(5);
  expect(outcomes.filter(code => code === 'GW_UPSTREAM_BUSY').length).toBeGreaterThan(45);
});

test('the last 200 lines of stderr are kept', async () => {
  verifies('mcp-client:stderr:tail');
  await using client = await startFault('stderr-lines', 1_000);
  await expect.poll(() => client.stderrTail.at(-1)).toBe('line 1000');
  expect(client.stderrTail).toEqual(Array.from({ length: 200 }, (_, n) => `line ${n + 801}`));
});

test('a flood of stderr without newlines is cut, and calls go on', async () => {
  verifies('mcp-client:faults:stderr-flood');
  await using client = await startFault('stderr-flood', 200);
  expect(textOf(await client.callTool('echo', {}))).toBe('{}');
  await expect.poll(() => client.stderrTail.at(-1)).toBe('end of flood');
  expect(client.stderrTail).toHaveLength(2);
  expect(client.stderrTail[0]).toHaveLength('… (13107200 bytes)'.length + 4_096);
});
