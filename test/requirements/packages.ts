import type { Requirement } from '../requirement.ts';

export const packages: readonly Requirement[] = [
  {
    id: 'packages:packed:command',
    sentence: "The gateway's package, packed and installed by plain npm, brings the `mcp-gateway` command.",
    source: 'issue 3, part 13',
  },
  {
    id: 'packages:packed:example',
    sentence:
      'Each published package, packed and installed by plain npm into an empty folder, runs its example there.',
    source: 'issue 3, part 13',
  },
  {
    id: 'packages:packed:types',
    sentence: 'The types of the packed packages compile in a strict consumer that checks libraries too.',
    source: 'issue 3, part 1',
  },
];
