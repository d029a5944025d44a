import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const isolates = await run('bwrap', ['--dev-bind', '/', '/', '--unshare-pid', 'true']).then(
  () => true,
  () => false,
);

test.skipIf(!isolates)('the example of workspaces holds what it asserts, and ends by itself', async () => {
  verifies('workspaces:example');
  const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const { stdout } = await run(process.execPath, ['--conditions=@gw/source', program]);
  expect(stdout.split('\n')).toEqual([
    ...['It counted 2 a 1 b', 'It stayed inside', 'It ran out of time', 'It kept its files', ''],
  ]);
});
