import { constants } from 'node:os';
import { verifies } from '@gw/test';
import { expect, test } from 'vitest';
import { findProgram } from '../src/command.ts';
import { refused } from '../src/seccomp/system-calls.ts';
import { capabilities, startSandbox } from './support.ts';

const perl = await findProgram('perl', process.env.PATH ?? '');
const column = { x64: 0, arm64: 1 }[process.arch as string] ?? 0;
const { EPERM, ENOSYS, EAFNOSUPPORT } = constants.errno;

/** Makes system calls with no arguments and prints the error of each. */
const probe = 'print join(" ", map { syscall($_, 0, 0, 0, 0, 0, 0) == -1 ? $!+0 : 0 } @ARGV)';

test.skipIf(!perl || !capabilities.seccomp.available)(
  'a real process gets the answers of the filter, and lives',
  async () => {
    verifies('isolation:seccomp:refused');
    await using box = await startSandbox();
    const calls = refused.filter(({ numbers }) => numbers[column] !== undefined);
    const numbers = calls.map(({ numbers }) => String(numbers[column]));
    const { stdout, reason } = await box.run(['perl', '-e', probe, ...numbers]);
    expect(reason).toBe('exit code 0');
    expect(stdout.split(' ').map(Number)).toEqual(calls.map(({ errno }) => errno));
  },
);

test.skipIf(!perl || !capabilities.seccomp.available)(
  'namespaces, raw sockets and foreign families are refused to a real process',
  async () => {
    verifies('isolation:seccomp:namespaces', 'isolation:seccomp:sockets');
    await using box = await startSandbox();
    const script = `
      my ($unshare, $clone3, $socket) = @ARGV;
      sub attempt { my @args = map { int } @_; syscall(shift @args, @args) == -1 ? $!+0 : 0 }
      print join ' ', attempt($unshare, 0x10000000), attempt($clone3, 0, 0),
        attempt($socket, 2, 3, 1), attempt($socket, 40, 1, 0), attempt($socket, 2, 1, 0) || 'opened';`;
    const numbers = { x64: ['272', '435', '41'], arm64: ['97', '435', '198'] }[process.arch as string] ?? [];
    const { stdout } = await box.run(['perl', '-e', script, ...numbers]);
    expect(stdout.split(' ')).toEqual([EPERM, ENOSYS, EPERM, EAFNOSUPPORT, 'opened'].map(String));
  },
);

test.skipIf(!perl || !capabilities.seccomp.available)(
  'without the filter the kernel answers for itself',
  async () => {
    verifies('isolation:seccomp:off');
    await using box = await startSandbox();
    const number = process.arch === 'arm64' ? '92' : '135';
    const script = 'print syscall(int $ARGV[0], 0x40000) == -1 ? $!+0 : "taken"';
    const run = (seccomp: boolean) => box.run(['perl', '-e', script, number], { policy: { seccomp } });
    expect((await run(true)).stdout).toBe(String(EPERM));
    expect((await run(false)).stdout).toBe('taken');
  },
);
