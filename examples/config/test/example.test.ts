import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../main.ts', import.meta.url));

test('the example runs to its end and tells what it did', async () => {
  verifies('config:example:alone');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@gw/source', program]);
  expect(stdout).toContain('/server/port must be a whole number from 0 to 65535 (given: "http")');
  expect(stdout).toContain('Repaired: [{"pointer":"/server/port","before":8080,"after":9090}]');
});
