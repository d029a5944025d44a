import type { Requirement } from '../requirement.ts';

export const auth: readonly Requirement[] = [
  {
    id: 'auth:basic:accepted',
    sentence: 'The configured user and password open every route by basic authentication.',
    source: 'guide, Authentication',
  },
  {
    id: 'auth:bearer:accepted',
    sentence: 'The configured token opens every route as a bearer token.',
    source: 'guide, Authentication',
  },
  {
    id: 'auth:missing:401',
    sentence:
      'Without credentials every route but the open ones answers 401 with the body `Authentication required` as HTML text and a Basic challenge for the realm `MCP Gateway`.',
    source: 'REST contract',
  },
  {
    id: 'auth:none:refuses-to-start',
    sentence: 'Nothing listens without credentials: a configuration that has none is refused.',
    source: 'design, decision 8',
  },
  {
    id: 'auth:open:routes',
    sentence: '`/health`, `/livez` and `/readyz` are open without credentials.',
    source: 'design, Endpoints',
  },
  {
    id: 'auth:wrong:401',
    sentence: 'Nothing close to the credentials opens anything.',
    source: 'REST contract',
  },
];
