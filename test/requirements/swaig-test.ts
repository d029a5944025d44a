import type { Requirement } from '../requirement.ts';

export const swaigTest: readonly Requirement[] = [
  { id: 'swaig-test:call-id', sentence: 'swaig-test --call-id names the call.', source: 'issue 3, part 8' },
  {
    id: 'swaig-test:dump-swml',
    sentence: 'swaig-test --dump-swml prints the SWML document.',
    source: 'issue 3, part 8',
  },
  {
    id: 'swaig-test:exec',
    sentence: 'swaig-test --exec runs a function of a module and of a URL.',
    source: 'issue 3, part 8',
  },
  {
    id: 'swaig-test:exit-codes',
    sentence: 'swaig-test exits with 1 where a function fails.',
    source: 'issue 3, part 8',
  },
  { id: 'swaig-test:json', sentence: 'swaig-test --json prints JSON alone.', source: 'issue 3, part 8' },
  {
    id: 'swaig-test:list-tools',
    sentence: 'swaig-test --list-tools shows functions and arguments, of a module and of a URL.',
    source: 'issue 3, part 8',
  },
  {
    id: 'swaig-test:python-agent',
    sentence: "swaig-test works on the URL of a Python agent of SignalWire's SDK.",
    source: 'issue 3, part 8',
  },
  {
    id: 'swaig-test:typed-arguments',
    sentence: "swaig-test reads arguments by the types of the function's schema.",
    source: 'issue 3, part 8',
  },
  {
    id: 'swaig-test:usage-errors',
    sentence: 'swaig-test tells wrong usage in one line and exits with 2.',
    source: 'issue 3, part 8',
  },
];
