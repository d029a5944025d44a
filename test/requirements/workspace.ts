import type { Requirement } from '../requirement.ts';

export const workspace: readonly Requirement[] = [
  {
    id: 'workspace:imports:directions',
    sentence: 'The packages import each other only in the directions of the architecture.',
    source: 'issue 3, part 1',
  },
  {
    id: 'workspace:npm-start:clean-clone',
    sentence:
      'From a clean clone with an empty npm cache `npm start` installs, builds, writes config.json, starts, and prints curl lines that answer.',
    source: 'issue 3, Done means',
  },
  {
    id: 'workspace:npm-start:second',
    sentence: 'A second `npm start` skips what is done and listens within 5 s.',
    source: 'issue 3, part 1',
  },
  {
    id: 'workspace:packages:alone',
    sentence:
      'The example of a package that is useful alone uses that package and what it depends on, nothing else of ours.',
    source: 'design, Packages',
  },
  {
    id: 'workspace:process:one-reader',
    sentence: 'One file of the gateway reads the process; its packages get what they need handed in.',
    source: 'design, decision 9',
  },
];
