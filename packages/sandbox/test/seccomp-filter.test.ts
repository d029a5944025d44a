import { constants } from 'node:os';
import { verifies } from '@gw/test';
import { describe, expect, test } from 'vitest';
import { assemble } from '../src/seccomp/bpf.ts';
import { seccompProgram } from '../src/seccomp/filter.ts';
import { type Architecture, architectures, inspected, refused } from '../src/seccomp/system-calls.ts';
import { judge } from './bpf-machine.ts';

const { EPERM, ENOSYS, EAFNOSUPPORT } = constants.errno;
const allowed = 0x7fff0000;
const killed = 0x80000000;
const error = (errno: number) => 0x00050000 | errno;

describe.each(['x64', 'arm64'] as const)('on %s', architecture => {
  const program = seccompProgram(architecture);
  const { audit, column } = architectures[architecture];
  const call = (number: number, ...args: number[]) => judge(program, { architecture: audit, number, args });

  test('calls that reach into other processes, the kernel or the host are refused', () => {
    verifies('isolation:seccomp:refused');
    for (const { numbers, errno } of refused) {
      const number = numbers[column];
      if (number !== undefined) expect(call(number)).toBe(error(errno));
    }
    expect(refused.length).toBeGreaterThan(60);
  });

  test('what every program does is allowed: read, write, mmap, futex, execve, openat', () => {
    verifies('isolation:seccomp:usual-calls');
    const usual: Record<Architecture, number[]> = {
      x64: [0, 1, 9, 202, 59, 257, 60, 231, 318, 334],
      arm64: [63, 64, 222, 98, 221, 56, 93, 94, 278, 293],
    };
    for (const number of usual[architecture]) expect(call(number)).toBe(allowed);
  });

  test('a process of another architecture is killed', () => {
    verifies('isolation:seccomp:foreign');
    for (const other of [0x40000003, 0xc000003e, 0xc00000b7, 0x40000028])
      expect(judge(program, { architecture: other, number: 0 }) === killed).toBe(other !== audit);
  });

  test('new threads and processes are allowed, new namespaces are not', () => {
    verifies('isolation:seccomp:namespaces');
    const clone = (flags: number) => call(inspected.clone[column], flags);
    expect(clone(constants.signals.SIGCHLD)).toBe(allowed);
    expect(clone(0x3d0f00)).toBe(allowed);
    for (const flag of [0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000])
      expect(clone(flag | constants.signals.SIGCHLD)).toBe(error(EPERM));
    // Its flags can't be seen; who hears that there is no such call takes clone.
    expect(call(435)).toBe(error(ENOSYS));
  });

  test('nothing can be typed into a terminal, and terminals work otherwise', () => {
    verifies('isolation:seccomp:terminal');
    const ioctl = (command: number) => call(inspected.ioctl[column], 0, command);
    expect([0x5412, 0x541c].map(ioctl)).toEqual([error(EPERM), error(EPERM)]);
    expect([0x5401, 0x5413, 0x541b].map(ioctl)).toEqual([allowed, allowed, allowed]);
  });

  test('sockets are local or of the internet, never raw, and none of other families', () => {
    verifies('isolation:seccomp:sockets');
    const socket = (family: number, type: number, protocol = 0) =>
      call(inspected.socket[column], family, type, protocol);
    const [stream, datagram, raw, closeOnExec] = [1, 2, 3, 0o2000000];
    for (const family of [1, 2, 10])
      for (const type of [stream, datagram]) expect(socket(family, type | closeOnExec)).toBe(allowed);
    for (const family of [2, 10]) expect(socket(family, raw | closeOnExec, 1)).toBe(error(EPERM));
    expect(socket(16, raw, 0)).toBe(allowed);
    expect(socket(16, raw, 9)).toBe(error(EPERM));
    // Packets, the crypto interface of the kernel, virtual machines, Bluetooth.
    for (const family of [17, 38, 40, 31]) expect(socket(family, stream)).toBe(error(EAFNOSUPPORT));
  });

  test('an execution domain that weakens a program is refused', () => {
    const personality = (domain: number) => call(inspected.personality[column], domain);
    expect([0, 0xffffffff].map(personality)).toEqual([allowed, allowed]);
    expect(personality(0x40000)).toBe(error(EPERM));
  });

  test('no jump is too far for its byte, and the kernel takes a program of that length', () => {
    for (const [, ifTrue, ifFalse] of program) expect(Math.max(ifTrue, ifFalse)).toBeLessThan(256);
    expect(program.length).toBeLessThan(4096);
    expect(assemble(program)).toHaveLength(program.length * 8);
  });
});

test('calls of the x32 kind are killed', () => {
  verifies('isolation:seccomp:foreign');
  const call = { architecture: architectures.x64.audit, number: 0x40000000 };
  expect(judge(seccompProgram('x64'), call)).toBe(killed);
});
