import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import * as surface from '../src/index.ts';
import { temporaryFolder } from './temporary-folder.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

test('the program of the README runs as it stands', async () => {
  verifies('config:readme:runs');
  await using folder = await temporaryFolder();
  const [, program = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  await writeFile(join(folder.path, 'main.mts'), program.replace("'@gw/config'", JSON.stringify(source)));
  await writeFile(
    join(folder.path, 'config.json'),
    '{"server": {"port": 9, "auth_token": "x"}, "servces": {}, "services": {"one": {"command": ["x"]}}}',
  );
  const run = promisify(execFile)(process.execPath, ['main.mts'], { cwd: folder.path });
  const { stdout, stderr } = await run;
  expect(stdout).toBe("0.0.0.0:9 [ 'one' ]\n");
  expect(stderr).toContain('/servces is not a known setting and has no effect; did you mean "services"?');
});

test('the README lists every export', () => {
  for (const name of Object.keys(surface)) expect(readme).toContain(`\`${name}`);
});
