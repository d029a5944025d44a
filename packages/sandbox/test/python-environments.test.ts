import { execFile } from 'node:child_process';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { findProgram } from '../src/command.ts';
import { capabilities } from './support.ts';
import { hasPlace, type SmallHost, smallHost } from './view-support.ts';

const run = promisify(execFile);
const python = await findProgram('python3', process.env.PATH ?? '');

/** A virtual environment with one package of its own, `word`. */
async function environment(host: SmallHost, path: string, base: string): Promise<string> {
  const folder = join(host.folder, path);
  await run(base, ['-m', 'venv', '--without-pip', folder]);
  const { stdout } = await run(join(folder, 'bin', 'python'), [
    '-c',
    'import sysconfig; print(sysconfig.get_path("purelib"))',
  ]);
  await host.write(join(stdout.trim(), 'word.py'), 'said = "from the environment"');
  return folder;
}

const server = 'import json, word; print(word.said)';

describe.skipIf(!python || !capabilities.bubblewrap.available || !hasPlace)('virtual environments', () => {
  test('below a home, by its Python, by a script in it, and beside the script', async () => {
    verifies('isolation:shown:virtual-environments');
    await using host = await smallHost();
    const folder = await environment(host, 'home/project/.venv', 'python3');
    const bin = join(folder, 'bin');
    const script = await host.write('home/project/server.py', server);
    const installed = await host.write(join(bin, 'tool'), `#!${join(bin, 'python')}\n${server}\n`, 0o755);
    const expected = { stdout: 'from the environment\n', code: 0 };
    expect(await host.run([join(bin, 'python'), script])).toMatchObject(expected);
    expect(await host.run([installed])).toMatchObject(expected);
    const inProject = { policy: { workingDir: join(host.home, 'project') } };
    expect(await host.run(['.venv/bin/python', 'server.py'], inProject)).toMatchObject(expected);
    expect(await host.run([join(bin, 'python'), script], { policy: { preset: 'strict' } })).toMatchObject(
      expected,
    );
  });
});

describe.skipIf(!capabilities.bubblewrap.available || !hasPlace)('a Python below a home', () => {
  /** Stands in for a Python: says what lies in the libraries of its installation. */
  const standIn = '#!/bin/sh\ncat "$(dirname "$(readlink -f "$0")")/../lib/word"\n';

  test('is found by the environment that is made of it: through links, or as its settings name it', async () => {
    verifies('isolation:shown:virtual-environments');
    await using host = await smallHost();
    const base = 'home/.local/share/uv/python';
    await host.write(`${base}/cpython-3.0.1/bin/python3.0`, standIn, 0o755);
    await host.write(`${base}/cpython-3.0.1/lib/word`, 'started\n');
    await host.write('home/.local/share/keyrings/login', host.secret);
    await symlink('cpython-3.0.1', join(host.folder, base, 'cpython-3.0'));
    const home = join(host.folder, base, 'cpython-3.0/bin');
    await host.write('home/project/.venv/pyvenv.cfg', `home = ${home}\n`);
    await host.write('home/project/.venv/lib/x', '');
    const bin = join(host.home, 'project/.venv/bin');
    await mkdir(bin);
    await symlink(join(home, 'python3.0'), join(bin, 'python'));
    await symlink('python', join(bin, 'python3'));
    const tool = await host.write(join(bin, 'tool'), `#!${bin}/python3\n`, 0o755);
    for (const command of [[join(bin, 'python')], [join(bin, 'python3')], [tool]])
      expect((await host.run(command)).stdout).toBe('started\n');
    const copied = await host.write(
      'home/copy/.venv/bin/python',
      `#!/bin/sh\ncat ${home}/../lib/word`,
      0o755,
    );
    await host.write('home/copy/.venv/pyvenv.cfg', `home = ${home}\n`);
    expect((await host.run([copied])).stdout).toBe('started\n');
    const path = { PATH: `${bin}:${process.env.PATH}` };
    expect(
      await host.shell(`ls ${host.home}/.local/share; cat ${host.home}/.local/share/keyrings/login`, {
        env: path,
      }),
    ).not.toContain(host.secret);
  });
});
