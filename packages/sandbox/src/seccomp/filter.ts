import { constants } from 'node:os';
import {
  answer,
  assemble,
  field,
  type Instruction,
  ifEqualSkip,
  load,
  mask,
  unlessAnyBitSkip,
  unlessEqualSkip,
} from './bpf.ts';
import { type Architecture, architectures, inspected, refused } from './system-calls.ts';

const { EPERM, EAFNOSUPPORT } = constants.errno;

/** Source: SECCOMP_RET_* in Linux's seccomp.h. */
const allow = answer(0x7fff0000);
const kill = answer(0x80000000);
const refuse = (errno: number) => answer(0x00050000 | errno);

/** Calls of the x32 kind say so in their number. Source: __X32_SYSCALL_BIT in Linux's x86 unistd.h. */
const x32Bit = 0x40000000;

/** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. Source: Linux's sched.h. */
const newNamespaces =
  0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000;

/** Ways to type into the terminal that a process was started from: TIOCSTI and TIOCLINUX. */
const typing = [0x5412, 0x541c];

/** Source: Linux's socket.h and net.h. */
const families = { unix: 1, ipv4: 2, ipv6: 10, netlink: 16 };
const socketType = { bits: 0xf, raw: 3 };
const routeProtocol = 0;

/** Nothing, PER_LINUX32, UNAME26, both, and the question what it is. Source: Linux's personality.h. */
const harmlessPersonalities = [0x0, 0x8, 0x20000, 0x20008, 0xffffffff];

/**
 * The filter that servers run under from `high` on: a list of what is refused, as a list of what is allowed would
 * break programs that nobody has tried. A process of a foreign architecture, whose calls have other numbers, is killed.
 */
export function seccompFilter(architecture: Architecture): Buffer {
  return assemble(seccompProgram(architecture));
}

export function seccompProgram(architecture: Architecture): Instruction[] {
  const { audit, column } = architectures[architecture];
  return [
    load(field.architecture),
    ifEqualSkip(audit, 1),
    kill,
    load(field.number),
    ...(architecture === 'x64' ? [unlessAnyBitSkip(x32Bit, 1), kill] : []),
    ...refused.flatMap(({ numbers, errno }) => onCall(numbers[column], [refuse(errno)])),
    ...onCall(inspected.clone[column], [
      load(field.argument(0)),
      unlessAnyBitSkip(newNamespaces, 1),
      refuse(EPERM),
      allow,
    ]),
    ...onCall(inspected.ioctl[column], [
      load(field.argument(1)),
      ...typing.flatMap(command => [unlessEqualSkip(command, 1), refuse(EPERM)]),
      allow,
    ]),
    ...onCall(inspected.personality[column], [
      load(field.argument(0)),
      ...harmlessPersonalities.flatMap(value => [unlessEqualSkip(value, 1), allow]),
      refuse(EPERM),
    ]),
    ...onCall(inspected.socket[column], socketRules()),
    allow,
  ];
}

/** Local and internet sockets, and the netlink by which a program learns of its interfaces. None of them raw. */
function socketRules(): Instruction[] {
  const netlink = [load(field.argument(2)), unlessEqualSkip(routeProtocol, 1), allow, refuse(EPERM)];
  const internet = [
    load(field.argument(1)),
    mask(socketType.bits),
    unlessEqualSkip(socketType.raw, 1),
    refuse(EPERM),
    allow,
  ];
  return [
    load(field.argument(0)),
    unlessEqualSkip(families.unix, 1),
    allow,
    unlessEqualSkip(families.netlink, netlink.length),
    ...netlink,
    // One of the two goes past the other's question.
    ifEqualSkip(families.ipv4, 1),
    unlessEqualSkip(families.ipv6, internet.length),
    ...internet,
    refuse(EAFNOSUPPORT),
  ];
}

/** The number stays loaded for the calls that follow. */
function onCall(number: number | undefined, rules: readonly Instruction[]): Instruction[] {
  return number === undefined ? [] : [unlessEqualSkip(number, rules.length), ...rules];
}
