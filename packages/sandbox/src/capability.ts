import { readProc } from './process-stat.ts';

/**
 * What a root server keeps of root's powers, by the kernel's numbers: those that container engines give, and the
 * reading of any file. Without the rest it can neither lift its limits nor take back its cgroup.
 */
const kept: ReadonlyMap<string, number> = new Map([
  ['chown', 0],
  ['dac_override', 1],
  ['dac_read_search', 2],
  ['fowner', 3],
  ['fsetid', 4],
  ['kill', 5],
  ['setgid', 6],
  ['setuid', 7],
  ['setpcap', 8],
  ['net_bind_service', 10],
  ['net_raw', 13],
  ['sys_chroot', 18],
  ['mknod', 27],
  ['audit_write', 29],
  ['setfcap', 31],
]);

let names: readonly string[] | undefined;

/** Those of the kept capabilities that this process has itself, in a container often fewer than all. */
export function keptCapabilities(): readonly string[] {
  names ??= namesIn(/^CapPrm:\s+([0-9a-f]+)$/m.exec(readProc('/proc/self/status') ?? '')?.[1] ?? '0');
  return names;
}

function namesIn(mask: string): string[] {
  const bits = BigInt(`0x${mask}`);
  return [...kept].filter(([, bit]) => (bits >> BigInt(bit)) & 1n).map(([name]) => name);
}
