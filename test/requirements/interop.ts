import type { Requirement } from '../requirement.ts';

export const interop: readonly Requirement[] = [
  {
    id: 'interop:original:case-by-case',
    sentence:
      'The answers of the original gateway and ours are alike case by case, or differ as the wire contract declares.',
    source: 'issue 3, Done means',
  },
  {
    id: 'interop:python-skill:calls',
    sentence:
      'The real Python skill calls tools through ours unchanged, and keeps its session from call to call.',
    source: 'issue 3, Done means',
  },
  {
    id: 'interop:python-skill:failures',
    sentence: "The real Python skill speaks the failure of a tool with the server's message.",
    source: 'wire contract, Skill',
  },
  {
    id: 'interop:python-skill:hangup',
    sentence: 'The hangup hook of the real Python skill closes the session.',
    source: 'wire contract, Skill',
  },
  {
    id: 'interop:python-skill:several-services',
    sentence: 'One phone call uses several services through the real Python skill.',
    source: 'wire contract, improvements',
  },
  {
    id: 'interop:python-skill:token',
    sentence: 'The real Python skill works with a bearer token.',
    source: 'guide, Skill Configuration',
  },
  {
    id: 'interop:swaig-test:dump-swml',
    sentence:
      "The SDK's `swaig-test --dump-swml` shows the same document through ours as through the original.",
    source: 'issue 3, Done means',
  },
  {
    id: 'interop:swaig-test:exec',
    sentence: "The SDK's `swaig-test --exec` executes tools through ours.",
    source: 'issue 3, Done means',
  },
  {
    id: 'interop:swaig-test:list-tools',
    sentence:
      "The SDK's `swaig-test --list-tools` lists the same tools through ours as through the original.",
    source: 'issue 3, Done means',
  },
];
