import type { Requirement } from '../requirement.ts';

export const search: readonly Requirement[] = [
  {
    id: 'search:own-name',
    sentence: 'Every tool is the first that is found by its own name, qualified or not.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:words',
    sentence:
      'Tools are found by the parts of identifiers, forms and beginnings of words, misspelled ones, and what tools commonly say for them.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:meanings',
    sentence: 'Tools are found by words of like meaning, without any model or network.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:deterministic',
    sentence: 'The same tools give the same answer, best first, with scores of 0 to 1.',
    source: 'platform-wire.md, Search',
  },
  {
    id: 'search:filter',
    sentence: 'Only tools that a caller may see, of the servers asked for, are found.',
    source: 'platform-wire.md, Search',
  },
  {
    id: 'search:updates',
    sentence: 'A change of one tool is taken up without working out all others again.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:hostile',
    sentence: 'Descriptions and schemas of any size and shape are searched within bounds.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:vectors:once',
    sentence: 'The vector of a text is computed once, over restarts too.',
    source: 'platform-wire.md, Search',
  },
  {
    id: 'search:vectors:fused',
    sentence: 'A model finds what words do not; one that knows nothing spoils nothing of what words find.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:vectors:faults',
    sentence:
      'An embeddings endpoint that fails in any way leaves what words find, with a warning, and is asked again later.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:command',
    sentence: 'The command brings its dictionary: it finds tools by words of like meaning with no network.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:command:model',
    sentence:
      'The command asks the model that its configuration names, beside calls, and keeps what it said.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:vectors:config',
    sentence:
      'The section embeddings names an endpoint with a model, or a folder; anything else is refused with its place.',
    source: 'platform-wire.md, Configuration',
  },
  {
    id: 'search:vectors:guarded',
    sentence:
      'An embeddings endpoint is reached at allowed addresses only; no redirect takes texts or key elsewhere.',
    source: 'issue 6, part 3',
  },
  {
    id: 'search:api',
    sentence:
      'POST /api/v1/tools/search answers {tools} with overrides, server filters and the scope of the session honoured.',
    source: 'platform-wire.md, Search',
  },
];
