import type { Requirement } from '../requirement.ts';

export const slow: readonly Requirement[] = [
  {
    id: 'slow:call:client-left',
    sentence: 'A client that leaves cancels its call, and the session goes on.',
    source: 'wire contract, improvements',
  },
  {
    id: 'slow:call:others-undelayed',
    sentence: 'A call that hangs delays no other call, of its own session neither.',
    source: 'issue 3, Bad input',
  },
  {
    id: 'slow:call:service-timeout',
    sentence: "A service's `call_timeout` holds where the call has none.",
    source: 'wire contract, Config',
  },
  {
    id: 'slow:start:hundred-services',
    sentence: 'A configuration with 100 services answers while they start.',
    source: 'issue 3, Speed',
  },
  {
    id: 'slow:start:others-undelayed',
    sentence: 'Servers that hang at their start hold up neither the gateway nor the others.',
    source: 'issue 3, part 3',
  },
  {
    id: 'slow:start:start-timeout',
    sentence: 'A start that takes longer than its `start_timeout` is given up and answered.',
    source: 'wire contract, Config',
  },
  {
    id: 'slow:start:waited-for',
    sentence: 'A listing or call for a service that is still starting waits for it.',
    source: 'issue 3, part 3',
  },
];
