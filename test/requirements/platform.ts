import type { Requirement } from '../requirement.ts';

export const platform: readonly Requirement[] = [
  {
    id: 'platform:problems:form',
    sentence: 'Every refusal under `/api/v1` is problem details (RFC 9457) with a plain sentence and a code.',
    source: 'platform-wire.md, Errors',
  },
  {
    id: 'platform:problems:pointers',
    sentence: 'A 422 names each wrong value by its JSON pointer.',
    source: 'platform-wire.md, Errors',
  },
  {
    id: 'platform:problems:bodies',
    sentence: 'Bodies that are no JSON, too deep, too large or of another type are refused.',
    source: 'issue 6, part 9',
  },
  {
    id: 'platform:problems:internal',
    sentence: 'What nobody foresaw is logged, and answered without a word of it.',
    source: 'design.md, decision 6',
  },
  {
    id: 'platform:opening:beside',
    sentence:
      'The gateway answers before its database is open; until then the platform API and its keys are 503 with Retry-After.',
    source: 'issue 6, part 1',
  },
];
