import type { Requirement } from '../requirement.ts';

const part = 'issue 7, part 3';
const wire = 'platform-wire.md, Skills';

export const skills: readonly Requirement[] = [
  {
    id: 'skills:format:names',
    sentence: 'Names are brought into the form that the Agent Skills format has for them.',
    source: part,
  },
  {
    id: 'skills:format:front-matter',
    sentence:
      'A SKILL.md that says its name and description stays as it is; any other is made to, and keeps what else it says.',
    source: part,
  },
  {
    id: 'skills:format:refusals',
    sentence: 'Front matter that is broken, too large or made to grow is refused with a plain sentence.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:upload:archives',
    sentence: 'Skills are uploaded as .md, .zip and .tar.gz; anything else is refused.',
    source: wire,
  },
  {
    id: 'skills:archives:paths',
    sentence: 'No file of an archive leaves the package by its name.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:archives:links',
    sentence: 'Links and devices in archives are refused.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:archives:duplicates',
    sentence: 'An archive that holds a file twice, in whatever spelling, is refused.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:archives:bombs',
    sentence: 'Archives are bounded in unpacked size and in number of files.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:archives:damaged',
    sentence: 'Truncated, damaged, lying and encrypted archives are refused.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:package:round-trip',
    sentence: 'A package uploads again to the same content.',
    source: wire,
  },
];
