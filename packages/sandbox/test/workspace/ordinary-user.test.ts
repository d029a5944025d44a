import { execFile } from 'node:child_process';
import { access, chown, constants, mkdtemp, rm } from 'node:fs/promises';
import { release, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { capabilities, node } from '../support.ts';

const run = promisify(execFile);
const fixture = fileURLToPath(new URL('fixtures/fork-bomb.mjs', import.meta.url));

/** Nobody's number: what works for it works for any user. */
const uid = 54_322;
const as = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--', node];

/** A user that isn't root reaches the programs of the tests only where all folders above are open. */
const reachable =
  capabilities.setpriv.available &&
  (await run('setpriv', [...as, '--check', fixture], { env: {} })
    .then(() => access(fixture, constants.R_OK))
    .then(
      () => true,
      () => false,
    ));

/** From 5.14 on, tasks of a sandbox are counted apart from the user's others. */
const [major = 0, minor = 0] = release().split('.').map(Number);
const countsApart = major > 5 || (major === 5 && minor >= 14);

test.skipIf(!reachable || !capabilities.bubblewrap.available || !countsApart)(
  'a fork bomb of an ordinary user ends its workspace alone, cgroup or none',
  async () => {
    verifies('workspaces:limits:fork-bomb');
    const folder = await mkdtemp(join(tmpdir(), 'gw-workspaces-'));
    try {
      await chown(folder, uid, uid);
      const words = ['--conditions=@gw/source', fixture, folder];
      const env = { PATH: process.env.PATH, HOME: folder };
      const { stdout } = await run('setpriv', [...as, ...words], { cwd: dirname(fixture), env });
      const { bomb, after } = JSON.parse(stdout);
      // Whoever looks once a second ends it, unless the kernel has let it go no further before.
      expect(bomb).toMatch(/^GW_WORKSPACE_ENDED: .*too many processes \(20\)|Cannot fork/);
      expect(after).toBe('alive\n');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);
