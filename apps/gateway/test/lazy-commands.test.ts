import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');

/** The files of ours that a run of the command has loaded. */
async function loadedBy(...args: string[]): Promise<string> {
  const trace = [
    `import { registerHooks } from 'node:module';`,
    `registerHooks({ load(url, context, next) { process.stderr.write(url + '\\n'); return next(url, context); } });`,
  ].join('');
  const { stderr } = await promisify(execFile)(process.execPath, [
    '--conditions=@gw/source',
    `--import=data:text/javascript,${encodeURIComponent(trace)}`,
    main,
    ...args,
  ]);
  return stderr;
}

test('the commands of a resource, and the client that they use, are loaded when one is used', async () => {
  verifies('cli:platform:lazy');
  const forHelp = await loadedBy('--help');
  expect(forHelp).toContain('/commands/platform/groups.ts');
  expect(forHelp).not.toMatch(/platform\/(servers|add-commands|connect-platform|output)\.ts|packages\/sdk/);
  const forKeys = await loadedBy('keys', '--help');
  expect(forKeys).toContain('/commands/platform/keys.ts');
  expect(forKeys).not.toMatch(/platform\/servers\.ts|packages\/sdk/);
});
