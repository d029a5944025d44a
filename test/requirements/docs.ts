import type { Requirement } from '../requirement.ts';

export const docs: readonly Requirement[] = [
  {
    id: 'docs:commands:covered',
    sentence: 'Every command in README and docs is run by a test, or says why it is not.',
    source: 'issue 3, part 11',
  },
  {
    id: 'docs:commands:work',
    sentence: 'The commands of the documentation work as written.',
    source: 'issue 3, part 11',
  },
  {
    id: 'docs:links:resolve',
    sentence: 'Links between the pages lead to files and headings that exist.',
    source: 'issue 3, part 11',
  },
];
