/** What a figure is held to. */
export interface Goal {
  /** `ratio`: the figure divided by what it is held against; `figure`: the figure itself. */
  readonly of: 'ratio' | 'figure';
  readonly is: 'at least' | 'at most';
  readonly value: number;
}

export type Unit = 'calls/s' | 'ms' | 'ms/s' | 'MB/s' | 'MB' | 'KB' | 'files' | 'processes' | 'streams';

/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** The gateway's. */
  readonly figure: number;
  /** What the figure is held against, and its own figure. */
  readonly against?: { readonly name: string; readonly figure: number };
  /** `figure / against.figure` */
  readonly ratio?: number;
  readonly goal: Goal;
  readonly met: boolean;
}

export const ratioAtLeast = (value: number): Goal => ({ of: 'ratio', is: 'at least', value });
export const ratioAtMost = (value: number): Goal => ({ of: 'ratio', is: 'at most', value });
export const atMost = (value: number): Goal => ({ of: 'figure', is: 'at most', value });

/** Fills in the ratio and whether the goal is met. Throws where a goal is for a ratio and there is none. */
export function rowOf(measured: Omit<Row, 'ratio' | 'met'>): Row {
  const { figure, against, goal } = measured;
  const ratio = against && figure / against.figure;
  const held = goal.of === 'ratio' ? ratio : figure;
  if (held === undefined) throw new Error(`${measured.what}: a ratio to nothing`);
  const met = goal.is === 'at least' ? held >= goal.value : held <= goal.value;
  return { ...measured, ...(ratio !== undefined && { ratio }), met };
}
