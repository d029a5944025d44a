import type { Requirement } from '../requirement.ts';

const source = 'issue 4, part 7';

/** Client era, upstream era and transport of each cell of the matrix. */
const matrix: readonly Requirement[] = ['2025', '2026'].flatMap(client =>
  ['2025', '2026'].flatMap(upstream =>
    ['stdio', 'http'].map(transport => ({
      id: `mcp-conformance:matrix:${client}-on-${upstream}-${transport}`,
      sentence: `A client of the ${client} era sees a conforming server where an upstream of the ${upstream} era is behind the gateway over ${transport}.`,
      source,
    })),
  ),
);

export const mcpConformance: readonly Requirement[] = [
  ...matrix,
  {
    id: 'mcp-conformance:fixture:passes-itself',
    sentence: 'The upstream of the matrix passes every required scenario by itself, in each era.',
    source,
  },
  {
    id: 'mcp-conformance:forwarder:transparent',
    sentence: 'What stands in front of the gateway for the suite adds credentials and changes nothing else.',
    source,
  },
  {
    id: 'mcp-conformance:matrix:documented',
    sentence: 'The matrix in the documentation is what the suite gave.',
    source: 'issue 4, Done means',
  },
  {
    id: 'mcp-conformance:matrix:impossible-is-named',
    sentence:
      'A check may fail only where a specification makes its success impossible, by a clause that is named.',
    source,
  },
];
