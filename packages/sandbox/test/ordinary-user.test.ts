import { execFile } from 'node:child_process';
import { access, chmod, chown, constants, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import type { Capabilities, SandboxPolicy } from '../src/index.ts';
import { capabilities, fixture, node, type RunResult, temporaryFolder } from './support.ts';

const run = promisify(execFile);

/** Nobody's number: what works for it works for any user. */
const uid = 54_321;

/** A user that isn't root reaches the programs of the tests only where all folders above are open. */
const reachable = await (async () => {
  if (!capabilities.setpriv.available) return false;
  const as = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--'];
  return run('setpriv', [...as, node, '--check', fixture('as-user.mjs')], { env: {} }).then(
    () => access(fixture('as-user.mjs'), constants.R_OK).then(() => true),
    () => false,
  );
})();

interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: RunResult;
  readonly usage: { cpuMs: number; memoryBytes: number; processes: number };
}

interface Answer {
  readonly capabilities: Capabilities;
  readonly results: readonly Ran[];
}

async function asUser(
  runs: readonly { command: readonly string[]; policy?: SandboxPolicy }[],
  { hasHome = true } = {},
): Promise<Answer & { folder: string }> {
  await using place = await temporaryFolder();
  const { folder } = place;
  await chmod(folder, 0o755);
  const home = join(folder, 'home');
  await mkdir(home);
  await writeFile(join(home, 'secret'), 'of the user');
  for (const path of [folder, home, join(home, 'secret')]) await chown(path, uid, uid);
  const options = { baseDir: join(folder, 'sandbox'), dataDir: join(folder, 'data'), cwd: folder };
  const words = ['--conditions=@gw/source', fixture('as-user.mjs'), JSON.stringify({ options, runs })];
  const { stdout } = await run(
    'setpriv',
    ['--reuid', String(uid), '--regid', String(uid), '--clear-groups', '--', node, ...words],
    { cwd: dirname(fixture('as-user.mjs')), env: { PATH: process.env.PATH, ...(hasHome && { HOME: home }) } },
  );
  return { ...(JSON.parse(stdout) as Answer), folder };
}

const shell = (script: string, policy?: SandboxPolicy) => ({
  command: ['/bin/sh', '-c', script],
  ...(policy && { policy }),
});

describe.skipIf(!capabilities.root || !reachable)('a gateway that is not root', () => {
  test('a user that no table knows, without a home, starts servers as containers do', async () => {
    verifies('isolation:user:unknown');
    const { results } = await asUser([shell('id -u')], { hasHome: false });
    expect(results[0]?.stdout).toBe(`${uid}\n`);
  });

  test('isolates files, processes, network and system calls as root does', async () => {
    verifies('isolation:mechanisms:ordinary-user');
    const { capabilities: own, results } = await asUser([
      shell('id -u; cat ../home/secret home/secret; ls /proc | grep -c "^[0-9]"'),
      shell('grep -E "^(CapPrm|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status | tr -s "\\t\\n" "  "'),
      shell('ls /sys/class/net; cat /proc/net/dev | wc -l', { network: 'none' }),
      shell('echo x > /etc/mine; echo mine > /tmp/mine; cat /tmp/mine "$HOME/none"'),
    ]);
    expect(own).toMatchObject({ root: false, bubblewrap: { available: true }, seccomp: { available: true } });
    const [files, privileges, network, folders] = results;
    expect(files?.stdout.split('\n')[0]).toBe(String(uid));
    expect(files?.stdout).not.toContain('of the user');
    expect(privileges?.stdout.trim()).toBe(
      'CapPrm: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 Seccomp: 2',
    );
    expect(network?.stdout.trim().split('\n').at(-1)).toBe('3');
    expect(folders?.stdout).toBe('mine\n');
    expect(folders?.stderr).toMatch(/Read-only file system|Permission denied/);
  });

  test('strict and none hold for it, too', async () => {
    verifies('isolation:mechanisms:ordinary-user');
    const { results } = await asUser([
      { command: [node, '-p', 'require("fs").readdirSync("/").join()'], policy: { preset: 'strict' } },
      shell('cat home/secret', { preset: 'none' }),
    ]);
    expect(results[0]?.stdout).not.toMatch(/home|root|boot|sys/);
    expect(results[1]?.stdout).toBe('of the user');
  });

  test('limits hold without a cgroup: memory and processes by looking', async () => {
    verifies('isolation:mechanisms:ordinary-user');
    const { capabilities: own, results } = await asUser([
      { command: [node, fixture('hungry.mjs')], policy: { memoryMb: 128 } },
      shell('for i in 1 2 3 4 5 6; do sleep 30 & done; wait', { processes: 4 }),
    ]);
    expect(own.cgroup.available).toBe(false);
    expect(results.map(({ exit }) => exit.reason)).toEqual([
      'out of memory (128 MB)',
      'too many processes (4)',
    ]);
  });
});
