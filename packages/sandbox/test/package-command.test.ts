import { expect, test } from 'vitest';
import { parsePackageCommand } from '../src/package-command.ts';

test.each([
  [
    'npx -y @scope/server --port 1',
    { runner: 'npm', program: 'npx', packages: ['@scope/server'], args: ['--port', '1'] },
  ],
  ['/opt/bin/npx server -y', { runner: 'npm', program: '/opt/bin/npx', packages: ['server'], args: ['-y'] }],
  [
    'npx -p a --package=b run x',
    { runner: 'npm', program: 'npx', packages: ['a', 'b'], bin: 'run', args: ['x'] },
  ],
  ['npx -- server x', { runner: 'npm', program: 'npx', packages: ['server'], args: ['x'] }],
  ['npm exec -y server -- --x', { runner: 'npm', program: 'npm', packages: ['server'], args: ['--x'] }],
  ['npm x --package=a -- run', { runner: 'npm', program: 'npm', packages: ['a'], bin: 'run', args: [] }],
  [
    'uvx server@1.2 x',
    { runner: 'uv', program: 'uvx', from: 'server@1.2', options: [], bin: 'server', args: ['x'] },
  ],
  [
    'uv tool run --from git+https://host/x --python 3.12 --with=y server',
    {
      runner: 'uv',
      program: 'uv',
      from: 'git+https://host/x',
      options: ['--python', '3.12', '--with', 'y'],
      bin: 'server',
      args: [],
    },
  ],
  ['npx -c echo', { runner: 'other' }],
  ['npx', { runner: 'other' }],
  ['npx --unheard-of server', { runner: 'other' }],
  ['uvx --unheard-of server', { runner: 'other' }],
])('%s', (command, expected) => {
  expect(parsePackageCommand(command.split(' '))).toEqual(expected);
});

test.each(['node server.js', 'npm start', 'uv run server.py', 'python3 npx', ''])(
  '%s is no package runner',
  command => {
    expect(parsePackageCommand(command.split(' '))).toBeUndefined();
  },
);
