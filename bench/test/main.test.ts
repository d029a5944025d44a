import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { processTree } from '../src/process-tree.ts';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));

test('an interrupted benchmark leaves no process behind', async () => {
  verifies('bench:run:interrupted');
  const bench = spawn(process.execPath, [program, '--quick', '--only', 'starts'], { stdio: 'ignore' });
  const exited = once(bench, 'exit');
  const pid = bench.pid as number;
  await expect.poll(async () => (await processTree(pid)).length, { timeout: 20_000 }).toBeGreaterThan(1);
  const tree = await processTree(pid);
  bench.kill('SIGINT');
  expect(await exited).toEqual([130, null]);
  for (const { pid } of tree) await expect.poll(() => processTree(pid)).toEqual([]);
});

test('--help says what there is to measure, and a wrong group is refused', async () => {
  const { stderr } = await promisify(execFile)(process.execPath, [program, '--help']);
  expect(stderr).toContain(
    '--only GROUP  only these: calls, first-calls, listings, starts, memory, isolation, mcp-calls, mcp-lists, mcp-large, mcp-streams,',
  );
  await expect(promisify(execFile)(process.execPath, [program, '--only', 'tea'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('No such group: tea'),
  });
});
