import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import { capabilities, temporaryFolder } from './support.ts';

// What is made while a program of the host is tried stays behind when the gateway is killed meanwhile: no watchdog
// runs yet, and no record tells whose it is.
test.skipIf(!capabilities.cgroup.available)('no cgroup is made while the host is probed', async () => {
  verifies('sandbox:orphans:half-started');
  await using place = await temporaryFolder();
  const { baseDir, dataDir } = place.options();
  const seen = join(place.folder, 'seen');
  const bwrap = join(place.folder, 'bwrap');
  await writeFile(bwrap, `#!/bin/sh\nsleep 0.2\nfind /sys/fs/cgroup -name 'gw-*' > '${seen}'\nexit 1\n`);
  await chmod(bwrap, 0o755);
  const env = { PATH: `${place.folder}:${process.env.PATH}` };
  await using sandbox = await createSandbox({ baseDir, dataDir, env });
  expect(sandbox.capabilities.cgroup.available).toBe(true);
  const [own = ''] = await readdir(baseDir);
  expect(own).toMatch(/^gw-/);
  expect(await readFile(seen, 'utf8')).not.toContain(own);
});
