import { execFileSync } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { findProgram } from '../src/command.ts';
import { createSandbox } from '../src/index.ts';
import { temporaryFolder } from './support.ts';

const path = process.env.PATH ?? '';
const [uvx, python] = await Promise.all(['uvx', 'python3'].map(name => findProgram(name, path)));

/** A wheel with one program, `gw-test-server`, that prints its words. */
const makeWheel = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1] + '/gw_test_server-1.0-py3-none-any.whl', 'w') as wheel:
    info = 'gw_test_server-1.0.dist-info/'
    wheel.writestr('gw_test_server.py', 'import sys, os\\ndef main(): print(sys.argv[1:], sorted(os.environ))\\n')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: gw-test-server\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'entry_points.txt', '[console_scripts]\\ngw-test-server = gw_test_server:main\\n')
    wheel.writestr(info + 'RECORD', '')
`;

test.skipIf(!uvx || !python)(
  'a uvx server is installed once and then runs from there, offline',
  async () => {
    verifies('sandbox:packages:uvx');
    await using place = await temporaryFolder();
    execFileSync('python3', ['-c', makeWheel, place.folder]);
    const env = { PATH: path, HOME: place.folder, UV_OFFLINE: '1' };
    await using sandbox = await createSandbox(place.options({ env, cwd: place.folder }));
    const command = ['uvx', '--from', './gw_test_server-1.0-py3-none-any.whl', 'gw-test-server', 'a word'];
    for (let session = 0; session < 2; session++) {
      const child = await sandbox.spawn({ name: 'test', command });
      const names = ['HOME', 'LANG', 'PATH', 'TEMP', 'TMP', 'TMPDIR', 'USER'].map(name => `'${name}'`);
      expect(await text(child.stdout)).toBe(`['a word'] [${names.join(', ')}]\n`);
    }
  },
  60_000,
);
