import type { Requirement } from '../requirement.ts';

export const operations: readonly Requirement[] = [
  {
    id: 'operations:docs:page',
    sentence: '`/docs` is a page to read and try the API.',
    source: 'issue 3, part 6',
  },
  {
    id: 'operations:metrics:prometheus',
    sentence: '`/metrics` counts calls by service in the text format of Prometheus.',
    source: 'issue 3, part 6',
  },
  {
    id: 'operations:openapi:routes',
    sentence: '`/openapi.json` describes every route of the REST API.',
    source: 'issue 3, part 6',
  },
  {
    id: 'operations:probes:up',
    sentence: '`/livez` and `/readyz` say that the gateway is up; readiness ends with SIGTERM.',
    source: 'issue 3, part 6',
  },
];
