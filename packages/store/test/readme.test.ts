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
  verifies('store:readme:runs');
  await using folder = await temporaryFolder();
  const [, program = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  const source = fileURLToPath(new URL('../src/index.ts', import.meta.url));
  await writeFile(join(folder.path, 'main.mts'), program.replace("'@gw/store'", JSON.stringify(source)));
  const args = ['--conditions=@gw/source', 'main.mts'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: folder.path });
  expect([stdout, stderr]).toEqual(['1 1 todo\n', '']);
});

test('the README lists every export and every error', async () => {
  verifies('store:errors:codes');
  for (const name of Object.keys(surface)) expect(readme).toContain(`\`${name}`);
  const errors = await readFile(new URL('../src/errors.ts', import.meta.url), 'utf8');
  for (const [code] of errors.matchAll(/GW_STORE_\w+/g)) expect(readme).toContain(`\`${code}\``);
});
