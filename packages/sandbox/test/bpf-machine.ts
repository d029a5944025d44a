import type { Instruction } from '../src/seccomp/bpf.ts';

export interface SystemCall {
  readonly architecture: number;
  readonly number: number;
  readonly args?: readonly number[];
}

/** Carries out a filter as the kernel does, with the instructions that ours are made of. */
export function judge(program: readonly Instruction[], call: SystemCall): number {
  const { number, architecture, args = [] } = call;
  const words = new Map([
    [0, number],
    [4, architecture],
    ...Array.from({ length: 6 }, (_, index) => [16 + 8 * index, args[index] ?? 0] as const),
  ]);
  let accumulator = 0;
  for (let at = 0; at < program.length; at++) {
    const [code, ifTrue, ifFalse, operand] = program[at] ?? [0, 0, 0, 0];
    if (code === 0x20) accumulator = (words.get(operand) ?? Number.NaN) >>> 0;
    else if (code === 0x54) accumulator = (accumulator & operand) >>> 0;
    else if (code === 0x15) at += accumulator === operand >>> 0 ? ifTrue : ifFalse;
    else if (code === 0x45) at += (accumulator & operand) !== 0 ? ifTrue : ifFalse;
    else if (code === 0x06) return operand >>> 0;
    else throw new Error(`no instruction ${code}`);
  }
  throw new Error('the program has no end');
}
