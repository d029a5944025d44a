import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

test('the example with @gw/server holds what it asserts, and ends by itself', async () => {
  verifies('examples:server');
  const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@gw/source', program]);
  expect(stdout).toBe('Roll 3: …\n');
});
