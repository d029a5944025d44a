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
  {
    id: 'skills:api:changes',
    sentence:
      'Skills are made, read, listed by words, origin and server, changed and removed, on both databases.',
    source: wire,
  },
  {
    id: 'skills:api:package',
    sentence: 'A skill downloads as a zip archive that uploads again to the same content.',
    source: wire,
  },
  {
    id: 'skills:api:servers',
    sentence:
      'A skill belongs to a server, and is attached to others and detached; each is told what is registered.',
    source: wire,
  },
  {
    id: 'skills:api:refusals',
    sentence: 'What is missing, taken or wrong is refused with a plain sentence, and leaves nothing.',
    source: part,
  },
  {
    id: 'skills:api:scopes',
    sentence: 'API keys need skills:read and skills:write.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'skills:catalog:builtin',
    sentence: 'The gateway comes with useful skills, in the form that the format wants, and with templates.',
    source: part,
  },
  {
    id: 'skills:mcp:offered',
    sentence:
      'An attached skill is a prompt and resources of its server at once, with list_changed, in both eras, on the server and on the gateway.',
    source: part,
  },
  {
    id: 'skills:mcp:own-first',
    sentence: "Where a server has a prompt or resource of the same name, the server's counts.",
    source: part,
  },
  {
    id: 'skills:mcp:extension',
    sentence:
      "Attached skills are served by the protocol's skills extension, to the official client's satisfaction.",
    source: part,
  },
  {
    id: 'skills:mcp:bundles',
    sentence: 'A bundle offers the skills of the servers that it has as a whole, and of no other.',
    source: part,
  },
  {
    id: 'skills:mcp:gateways',
    sentence: 'What one gateway attaches, others on its database offer, too.',
    source: 'design.md, many replicas',
  },
  {
    id: 'skills:mcp:restart',
    sentence: 'What is attached is offered again after a restart.',
    source: part,
  },
  {
    id: 'skills:git:catalog',
    sentence:
      'A Git repository is a catalog: its skills are listed, read and imported, shallow and from a copy.',
    source: part,
  },
  {
    id: 'skills:git:bounds',
    sentence:
      'A repository that is too large, too slow, gone or none at all is refused in time, and leaves nothing.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:git:hostile',
    sentence:
      'Nothing of a repository is run, followed or written out: hooks, links, filters, submodules, names.',
    source: 'issue 7, bad input',
  },
  {
    id: 'skills:git:addresses',
    sentence:
      'Repositories are read by HTTPS from public addresses, and from private ones only where allowed.',
    source: part,
  },
  {
    id: 'skills:client',
    sentence: 'The unmodified Python client works for all 13 endpoints of skills, on both databases.',
    source: 'issue 7, done means',
  },
];
