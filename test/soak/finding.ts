import type { Remains } from './remains.ts';
import type { AtRest } from './soak.ts';

/** One line of the result: something counted at two moments. */
export interface Finding {
  readonly what: string;
  readonly before: number;
  readonly after: number;
  /** What it may have grown by: 0 for what can be counted. */
  readonly allowed: number;
  readonly held: boolean;
}

/** What the heap may grow by in MB: caches fill, and code is compiled. */
const heapGrowthMb = 4;

export interface Moments {
  /** Before the first start and after the last stop. */
  readonly before: Remains;
  readonly after: Remains;
  /** In the last life of the gateway, all sessions closed: after the first of them and after the last. */
  readonly rest: AtRest;
  readonly end: AtRest;
  /** Processes that were left some seconds after a SIGKILL of the gateway, in all. */
  readonly leftByKills: number;
}

export function findings({ before, after, rest, end, leftByKills }: Moments): Finding[] {
  const kinds = ['processes', 'cgroups', 'mounts', 'files'] as const;
  return [
    finding('processes left by kills of the gateway', 0, leftByKills),
    ...kinds.map(kind => finding(`${kind}, sessions closed`, rest[kind], end[kind])),
    finding('descriptors, sessions closed', rest.descriptors, end.descriptors),
    finding('heap in MB, sessions closed', rest.heapMb, end.heapMb, heapGrowthMb),
    ...kinds.map(kind => finding(`${kind}, gateway stopped`, before[kind], after[kind])),
  ];
}

function finding(what: string, before: number, after: number, allowed = 0): Finding {
  return { what, before, after, allowed, held: after - before <= allowed };
}
