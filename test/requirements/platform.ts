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
  {
    id: 'platform:keys:shown-once',
    sentence: 'An API key is shown when it is made, and never again.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:hashed',
    sentence: 'Of a key only a hash is kept, and nothing of it is logged.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:listed',
    sentence: 'A caller lists the keys that are his.',
    source: 'platform-wire.md, auth',
  },
  {
    id: 'platform:keys:kept',
    sentence: 'Keys, their scopes and their last use outlive a restart.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:keys:rotated',
    sentence:
      'A rotated key works until its grace period ends, with 0 hours not at all; of two rotations at once, one counts.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:revoked',
    sentence: 'A revoked key is 401.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:expired',
    sentence: 'An expired key is 401; its end is given as a time or in days.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:unknown',
    sentence: 'What is no key, or one with a character changed, is 401.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:scopes',
    sentence: 'A key without the scope of a route is 403, on the REST API and on the platform API.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:keys:mcp',
    sentence: 'MCP clients with a key list with `tools:read` and call with `tools:execute`.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:keys:hand-on',
    sentence: 'A key hands on no more than its own scopes.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:keys:rate-limit',
    sentence: 'A key over its `rate_limit_rpm` is 429 with Retry-After.',
    source: 'platform-wire.md, Auth',
  },
  {
    id: 'platform:limits:api',
    sentence: '`rate_limiting.api_limit` counts each key by itself, and never the owner.',
    source: 'platform-wire.md, Configuration',
  },
  {
    id: 'platform:cache:any-value',
    sentence: 'The cache keeps any JSON value to the digit, under keys that may hold slashes.',
    source: 'platform-wire.md, Cache',
  },
  {
    id: 'platform:cache:ttl',
    sentence: 'A cache entry that is missing or expired is 404.',
    source: 'platform-wire.md, Cache',
  },
  {
    id: 'platform:cache:per-owner',
    sentence: 'Cache entries belong to their owner.',
    source: 'platform-wire.md, Cache',
  },
  {
    id: 'platform:cache:bounded',
    sentence: 'The cache is bounded: 413.',
    source: 'platform-wire.md, Cache',
  },
  {
    id: 'platform:sessions:life',
    sentence: 'A platform session is made, read, changed, renewed, closed and forgotten.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:listed',
    sentence: 'A closed session is listed with `include_inactive` alone.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-bound',
    sentence: 'An MCP session belongs to the platform session that it was opened in.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-changes',
    sentence: 'Changes of a session apply at once to connected MCP clients, who are told.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-narrowed',
    sentence: 'A session for one server or for a bundle has what is in it, on every way in.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-query',
    sentence: 'MCP clients name a session by header or by query.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-renews',
    sentence: 'A request of an MCP client renews its session.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-scope',
    sentence: 'Tools outside of a session are neither listed nor callable for MCP clients.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-sse',
    sentence: 'A client of the older transport keeps to the session that its stream was opened in.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:mcp-unknown',
    sentence: 'A session that is unknown, closed or over is refused in words.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:references',
    sentence: 'A session is for a server or a bundle that is there, not for both.',
    source: 'platform-wire.md, sessions',
  },
  {
    id: 'platform:sessions:own',
    sentence: 'Nobody sees or changes the session of another.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:expiry',
    sentence: 'A session that is left unused ends; each use renews it.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:kept',
    sentence: 'Sessions outlive a restart.',
    source: 'issue 6, part 1',
  },
  {
    id: 'platform:sessions:changes',
    sentence: 'A change of a scope holds at once, and is told.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:patterns',
    sentence: 'Scopes hold names and patterns with `*`, and no pattern is slow.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:sessions:scope',
    sentence: 'Deny wins; null allows all, an empty list none.',
    source: 'platform-wire.md, Sessions',
  },
  {
    id: 'platform:audit:changes',
    sentence:
      'Each change that is asked for leaves a record: who, with which key, from where, what, to what, outcome, digest.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:audit:listed',
    sentence: 'The audit trail is listed by pages and by who, what, which, how and when.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:audit:not-lost',
    sentence: 'An orderly stop loses no record.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:client:keys',
    sentence: 'The unmodified Python client makes, lists, reads, rotates and revokes API keys.',
    source: 'issue 6, Done means',
  },
  {
    id: 'platform:client:cache',
    sentence: 'The unmodified Python client puts values away and gets them back.',
    source: 'issue 6, Done means',
  },
  {
    id: 'platform:client:sessions',
    sentence: 'The unmodified Python client makes, lists, changes, renews, closes and cleans up sessions.',
    source: 'issue 6, Done means',
  },
  {
    id: 'platform:client:errors',
    sentence: 'The unmodified Python client gets its own classes of errors, with a sentence.',
    source: 'issue 6, Done means',
  },
  {
    id: 'platform:audit:verify',
    sentence: '`mcp-gateway audit verify` says whether each record is as it was written.',
    source: 'issue 6, part 4',
  },
  {
    id: 'platform:replicas:follow',
    sentence:
      'What is changed at one of several gateways on one PostgreSQL holds at the others within a second.',
    source: 'issue 6, part 1',
  },
];
