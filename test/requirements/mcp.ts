import type { Requirement } from '../requirement.ts';

export const mcp: readonly Requirement[] = [
  {
    id: 'mcp:start:failure-logged',
    sentence: 'A server that fails at its start is reported with its stderr in the log.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp:tools:list-changed',
    sentence: 'Tools that a server gains are listed once it says so.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp:version:unknown-refused',
    sentence: 'A server that speaks a protocol version that nobody knows is refused.',
    source: 'issue 3, part 3',
  },
];
