/**
 * What comes of an attack. `held`: it gets nothing. `limited`: it gets going and is ended at its limit. `open`: it
 * succeeds, as this preset does not promise to hold it. `none`: what it attacks isn't there under this preset.
 */
export type Expected = Verdict | 'none';
export type Verdict = 'held' | 'limited' | 'open';

export const areas = [
  'secrets',
  'processes',
  'network',
  'resources',
  'files',
  'kernel',
  'terminal',
  'environment',
] as const;
export type Area = (typeof areas)[number];

export const presets = ['none', 'medium', 'high', 'strict'] as const;
export type Preset = (typeof presets)[number];

/** `full`: bubblewrap, cgroup and filter. `bare`: none of them, as in an unprivileged container. */
export type Mechanisms = 'full' | 'bare';

/** Without mechanisms `strict` refuses to start, and is `high` where its policy says `allow_degraded`. */
export const columns = [
  ...presets.map(preset => ({ preset, mechanisms: 'full' }) as const),
  ...(['none', 'medium', 'high'] as const).map(preset => ({ preset, mechanisms: 'bare' }) as const),
];
export type Column = (typeof columns)[number];

export interface Attack {
  /** `area:name` */
  readonly id: `${Area}:${string}`;
  /** What it does; goes on after "A server". */
  readonly tries: string;
  /** Makes system calls of its own, for which it is a Python program. */
  readonly python?: true;
  /** Under `none`, `medium`, `high` and `strict`. */
  readonly full: readonly [none: Expected, medium: Expected, high: Expected, strict: Expected];
  /** Under `none`, `medium` and `high` on a host that gives nothing. */
  readonly bare: readonly [none: Expected, medium: Expected, high: Expected];
}

export function areaOf({ id }: Pick<Attack, 'id'>): Area {
  return id.split(':')[0] as Area;
}

/** What the data say of an attack under a preset. */
export function expectedOf(attack: Attack, { preset, mechanisms }: Column): Expected {
  return attack[mechanisms][presets.indexOf(preset)] ?? 'none';
}
