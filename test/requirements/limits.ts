import type { Requirement } from '../requirement.ts';

export const limits: readonly Requirement[] = [
  {
    id: 'limits:answer:429',
    sentence:
      'Over a rate limit the answer is 429, names the setting, and says in Retry-After when to come back.',
    source: 'REST contract',
  },
  {
    id: 'limits:failed-logins:count',
    sentence: 'Failed logins count against the rate limits.',
    source: 'REST contract',
  },
  { id: 'limits:health:never', sentence: '`/health` is never limited.', source: 'REST contract' },
  {
    id: 'limits:routes:own',
    sentence:
      'Each rate limit holds on its own route; `default_limits` count each endpoint without one apart.',
    source: 'REST contract',
  },
  {
    id: 'limits:sessions:per-service',
    sentence:
      "Over `max_sessions_per_service` a call is 429 with the original's text and Retry-After, and leaves no process behind.",
    source: 'REST contract',
  },
  {
    id: 'limits:sessions:total',
    sentence: 'Over `max_total_sessions` a call is 429, counted over all services and once per session.',
    source: 'REST contract',
  },
  {
    id: 'limits:storage:redis',
    sentence: 'Gateways on one Redis count rate limits together.',
    source: 'CLI reference, rate_limiting',
  },
];
