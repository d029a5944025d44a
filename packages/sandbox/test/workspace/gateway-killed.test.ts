import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { verifies } from '@gw/test';
import { expect, onTestFinished, test } from 'vitest';
import { removeFolder } from '../../src/folder.ts';
import { createSandbox, createWorkspaces } from '../../src/index.ts';
import { expectGone, running } from '../support.ts';

test('workspaces of a gateway that was killed are there again, without their processes', async () => {
  verifies('workspaces:lifetime:gateway-killed');
  const folder = await mkdtemp(join(tmpdir(), 'gw-killed-'));
  onTestFinished(() => removeFolder(folder));
  const seconds = `${randomInt(10_000, 99_999)}`;
  const gateway = fileURLToPath(new URL('fixtures/gateway.ts', import.meta.url));
  const child = spawn(process.execPath, [gateway, folder, seconds], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await expect.poll(() => running(seconds)).not.toEqual([]);

  child.kill('SIGKILL');
  await once(child, 'exit');
  await expectGone(seconds);
  const options = { baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data'), env: process.env };
  await using sandbox = await createSandbox(options);
  await using workspaces = await createWorkspaces({
    engine: sandbox,
    baseDir: join(folder, 'data', 'workspaces'),
  });
  const workspace = workspaces.get('one');
  expect(String((await workspace?.exec({ command: 'cat file' }))?.stdout)).toBe('kept\n');
});
