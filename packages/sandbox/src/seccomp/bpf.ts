/** A filter of system calls as the kernel takes it: classic BPF. Source: Linux's filter.h and bpf_common.h. */
export type Instruction = readonly [code: number, ifTrue: number, ifFalse: number, operand: number];

const loadWord = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAnyBit = 0x45;
const and = 0x54;
const giveBack = 0x06;

/** The fields of what a filter looks at. Source: struct seccomp_data in Linux's seccomp.h; both are little-endian. */
export const field = {
  number: 0,
  architecture: 4,
  /** The low half of an argument: all flags and commands that are looked at are that short. */
  argument: (index: number) => 16 + 8 * index,
} as const;

export const load = (offset: number): Instruction => [loadWord, 0, 0, offset];
export const mask = (bits: number): Instruction => [and, 0, 0, bits];
export const answer = (value: number): Instruction => [giveBack, 0, 0, value];

/** Goes on with the next instruction where the word is the value, otherwise leaves out the given number. */
export const unlessEqualSkip = (value: number, skipped: number): Instruction => [
  jumpIfEqual,
  0,
  skipped,
  value,
];
/** Goes on where any of the bits is set. */
export const unlessAnyBitSkip = (bits: number, skipped: number): Instruction => [
  jumpIfAnyBit,
  0,
  skipped,
  bits,
];
/** Leaves out the given number where the word is the value, otherwise goes on. */
export const ifEqualSkip = (value: number, skipped: number): Instruction => [jumpIfEqual, skipped, 0, value];

/** The bytes of an array of struct sock_filter. */
export function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, ifTrue, ifFalse, operand]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  }
  return bytes;
}
