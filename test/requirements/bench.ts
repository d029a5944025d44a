import type { Requirement } from '../requirement.ts';

export const bench: readonly Requirement[] = [
  {
    id: 'bench:calls:own-sessions',
    sentence: "The benchmark's clients have a session and a server process each.",
    source: 'issue 3, Speed',
  },
  {
    id: 'bench:run:interrupted',
    sentence: 'An interrupted benchmark leaves no process behind.',
    source: 'issue 3, Speed',
  },
];
