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

export const impossible: readonly Impossible[] = [
  {
    client: '2026',
    upstream: '2025',
    scenario: 'input-required-result-basic-elicitation',
    checks: ['sep-2322-elicitation-incomplete'],
    clause:
      '[specification/2026-07-28, Multi Round-Trip Requests](https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr): "`inputRequests` keys are server assigned identifiers"',
    why: 'The check wants the key `user_name`. A 2025 server asks by a request of its own, for which [specification/2025-11-25](https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation) has no such identifier: only the gateway can give one. The other scenarios take the key as it is given.',
  },
];

/** The checks of a scenario that can't succeed in this cell. */
export const impossibleChecks = ({ client, upstream }: Cell, scenario: string): readonly string[] =>
  impossible
    .filter(entry => entry.client === client && entry.upstream === upstream && entry.scenario === scenario)
    .flatMap(({ checks }) => checks);
