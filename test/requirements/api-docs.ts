import type { Requirement } from '../requirement.ts';

export const apiDocs: readonly Requirement[] = [
  {
    id: 'api-docs:openapi:complete',
    sentence: 'Every route of `/api/v1` is in `/openapi.json`, under the name that clients give it.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:openapi:answers',
    sentence: 'Each operation has a schema for what it answers.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:openapi:refusals',
    sentence: 'Each operation tells every status that it can give, refusals as problem details.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:openapi:examples',
    sentence: 'Every parameter, body and answer has an example that its schema takes.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:arguments:bounded',
    sentence: "No input schema of a server's makes the check of arguments take longer than a moment.",
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:arguments:checked',
    sentence:
      'Patterns and references of input schemas hold; what can not be matched safely is left to the server.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:tools:one-name',
    sentence:
      '`tool_name` is the qualified name wherever it is answered, by look-up, search and execution alike.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:openapi:lint',
    sentence: "A published linter, Redocly's, finds nothing to complain about in `/openapi.json`.",
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:openapi:client-names',
    sentence: "Operations are called as the Python client's methods are, with its methods and paths.",
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:openapi:true',
    sentence:
      'No answer has a status that `/openapi.json` does not name, and no request leads to a 5xx (schemathesis).',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:hostile:no-5xx',
    sentence:
      'Huge, malformed, mistyped and deceptive input to any route of `/api/v1` is refused, never a fault.',
    source: 'issue 6, part 9',
  },
  {
    id: 'api-docs:pages:run',
    sentence:
      'The guide to each resource shows Python, TypeScript and curl side by side, and all of them are run.',
    source: 'issue 6, part 9',
  },
];
