import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

test('the example with @gw/catalog alone holds what it asserts, and ends by itself', async () => {
  verifies('catalog:example:alone');
  const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    '--conditions=@gw/source',
    program,
  ]);
  expect(stdout).toBe(
    'fetch the contents of a document file: read_file\ncalender on friday: list_events\nsend_mail: sendMail\n',
  );
  expect(stderr).toBe('');
});
