import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

test("the README's example runs as it stands", async () => {
  verifies('sessions:readme');
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const program = /```ts\n(.*?)```/s.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[1] ?? '';
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@gw/source', '--input-type=module-typescript', '--eval', program],
    {
      cwd: join(folder, 'test', 'fixtures'),
      env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
    },
  );
  expect(stdout).toBe('call-1 1\ncall-1 2\ncall-2 1\n');
});
