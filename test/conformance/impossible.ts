import type { Cell } from './cell.ts';

/**
 * What a specification makes impossible: checks that can't succeed where a client of one era has an upstream of the
 * other behind it. Each is named with the clause that rules it out. A check that succeeds all the same, or doesn't
 * take place, is a failure as well: its entry has to go.
 */
export interface Impossible extends Pick<Cell, 'client' | 'upstream'> {
  readonly scenario: string;
  readonly checks: readonly string[];
  /** Page of the specification, and what it says there. */
  readonly clause: string;
  readonly why: string;
}

export const impossible: readonly Impossible[] = [];

/** The checks of a scenario that can't succeed in this cell. */
export const impossibleChecks = ({ client, upstream }: Cell, scenario: string): readonly string[] =>
  impossible
    .filter(entry => entry.client === client && entry.upstream === upstream && entry.scenario === scenario)
    .flatMap(({ checks }) => checks);
