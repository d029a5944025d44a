import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

test('the example with @gw/store alone holds what it asserts, and ends by itself', async () => {
  verifies('store:example:alone');
  const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--conditions=@gw/source',
    program,
  ]);
  expect(stdout).toBe('2 tools of todo\n1 found: todo\n5 rows moved\n');
  expect(stderr).toBe('');
});
