import type { Requirement } from '../requirement.ts';

export const mcpManager: readonly Requirement[] = [
  {
    id: 'mcp-manager:learn:handed-over',
    sentence: 'The process that learned the tools is handed over, or stopped.',
    source: 'issue 3, speed',
  },
  {
    id: 'mcp-manager:learn:once',
    sentence: "A service's tools are learned once, and answered from memory.",
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-manager:reload:by-value',
    sentence: 'A reload tells by value what was added, removed and changed.',
    source: 'issue 3, part 6',
  },
  {
    id: 'mcp-manager:reload:learns',
    sentence: 'Changed and added services are learned, unchanged ones are not.',
    source: 'issue 3, part 6',
  },
  {
    id: 'mcp-manager:reload:removed',
    sentence: 'Attempts to learn removed services end; their clients stay with who holds them.',
    source: 'issue 3, part 6',
  },
  {
    id: 'mcp-manager:retry:backoff',
    sentence: 'A failing service is tried again with growing pauses.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:retry:on-request',
    sentence: 'A request for a failed service makes one attempt for all who ask, one a second at most.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:retry:reported',
    sentence: 'A failing service is reported with its stderr.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:shutdown',
    sentence: 'shutdown ends starts, retries and every client.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:start:ahead',
    sentence: 'A service that somebody waits for starts ahead of the queue.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:start:bounded',
    sentence: 'Starts side by side are bounded.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:start:nobody-delayed',
    sentence: 'A server that hangs or starts slowly delays nobody else.',
    source: 'issue 3, bad input, faults',
  },
  {
    id: 'mcp-manager:tools:changed',
    sentence: "A change that any client's server announces reaches the known tools.",
    source: 'signalwire-wire.md',
  },
  {
    id: 'mcp-manager:tools:wait-bounded',
    sentence: 'Waiting for a service ends with its start_timeout or the caller.',
    source: 'issue 3, part 3',
  },
  {
    id: 'mcp-manager:validate',
    sentence: 'validateServices tells which services start.',
    source: 'signalwire-manager-classes.txt',
  },
  {
    id: 'mcp-manager:surface:until-needed',
    sentence:
      'What is known of a server from an earlier run can be enough until somebody needs it: nothing is started.',
    source: 'issue 6, part 2',
  },
  {
    id: 'mcp-manager:surface:remembered',
    sentence:
      'What a server showed in an earlier run answers listings at once after a restart, until it has been learned again.',
    source: 'issue 6, part 2',
  },
];
