import type { Requirement } from '../requirement.ts';

export const server: readonly Requirement[] = [
  {
    id: 'server:auth:401',
    sentence:
      "Every route but the probes answers missing, wrong or malformed credentials with the original's 401, to the byte.",
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:auth:basic',
    sentence: 'The configured user and password open every route, whatever the case of the scheme.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:auth:bearer',
    sentence: 'The configured token opens every route.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:auth:constant-time',
    sentence: 'Comparisons of secrets take constant time.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:auth:empty',
    sentence: 'A credential that is not configured opens nothing.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:auth:encodings',
    sentence: 'Passwords may hold colons and letters of any language, sent as UTF-8 or Latin-1.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:auth:secrets',
    sentence: 'No answer, event or log line holds the password or the token.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:bodies:content-type',
    sentence: 'Bodies declared as JSON of any kind, or not at all, are read; others are 415.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:bodies:too-large',
    sentence:
      'Bodies over 10 MB are refused with 413 before they are read, or while they come, and the client gets the answer.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:answer',
    sentence: 'A call answers with session, service, tool and the first text.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:arguments',
    sentence: 'Arguments reach the server as they came.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:call-timeout',
    sentence:
      "call_timeout of the body, in seconds, limits this call; without it the service's own limit holds.",
    source: 'issue 3, part 6',
  },
  {
    id: 'server:call:client-leaves',
    sentence: 'A client that leaves cancels its call, down to the server; one that stays does not.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:call:closed-meanwhile',
    sentence: 'A session that is closed under a call answers it with 409.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:call:died',
    sentence: 'A server that dies during a call is 502, at once.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:first-stays',
    sentence: 'Timeout and metadata of the first call stay with the session.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:is-error',
    sentence: 'A tool that says it failed is an answer with isError beside the result.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:nothing-lost',
    sentence: 'What the server said stands beside the result, unchanged, unknown fields included.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:restarted',
    sentence: 'The call after a crash gets a fresh process, and says so.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:rpc-error',
    sentence: "A tool's JSON-RPC error is 500 with the server's message and code.",
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:session-limit',
    sentence: 'Over a limit of sessions a call is 429 with the limit and Retry-After.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:several-services',
    sentence: 'One session serves several services, each with a process of its own.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:stopping',
    sentence: 'While the gateway stops, calls are refused with 503.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:call:timeout',
    sentence: 'A call that is out of time is 504.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:unknown-service',
    sentence: 'An unknown or disabled service is 404 on a call.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:unknown-tool',
    sentence: 'An unknown tool is 404, and makes no session.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:unreachable',
    sentence: 'A server that cannot be started is 502.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:validation',
    sentence: "Each wrong member of a call's body is 400 with the contract's text, and changes nothing.",
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:validation-order',
    sentence: 'The first thing wrong is told, in the order of the original.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:call:waits-for-start',
    sentence: 'A call waits for a service that is still starting.',
    source: 'issue 3, part 3',
  },
  {
    id: 'server:call:whole-result',
    sentence: 'A result whose first item is no text is given whole.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:cors:allowed',
    sentence: 'Pages of the allowed origins may ask, and read answers and their headers.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:cors:refused',
    sentence: 'Other origins get no permission, and nobody does by default.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:docs:page',
    sentence: "The API's page runs under a policy of its own that allows only its own script and style.",
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:errors:internal',
    sentence: 'What nobody foresaw is logged with its cause and shown as Internal server error.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:errors:no-internals',
    sentence: 'No error holds a path, a command, stderr or a stack.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:errors:shape',
    sentence: 'A refusal is {error} with its headers.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:events:auth-failed',
    sentence: 'A failed login is a SECURITY_EVENT line.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:events:sanitised',
    sentence:
      'Values of security events have no control characters and at most 256 characters, and forge nothing.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:events:session-closed',
    sentence: 'A closed session is a SECURITY_EVENT line.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:events:tool-call',
    sentence: 'A call is a SECURITY_EVENT line, without its arguments.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:headers:every-answer',
    sentence: 'The security headers are on every answer, those to malformed requests included.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:headers:hsts',
    sentence: 'With TLS, answers carry Strict-Transport-Security unless security.hsts is off.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:headers:request-id',
    sentence: 'Every answer carries an id of its own.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:health:answer',
    sentence: 'GET /health answers status, timestamp and both versions, whatever the credentials.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:hostile:calls',
    sentence: "No body of a call, however odd, is answered with a 5xx of the gateway's or a stack.",
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:hostile:credentials',
    sentence: 'No credentials, however odd, get in or break anything.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:hostile:no-change',
    sentence: 'What was refused has changed nothing.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:hostile:routes',
    sentence: "No request to any route, however odd, is answered with a 5xx of the gateway's or a stack.",
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:hostile:sockets',
    sentence: 'No bytes on a socket get an answer that is not HTTP, a 5xx or a stack.',
    source: 'issue 3, Bad input, faults',
  },
  { id: 'server:hosts:any', sentence: 'Any host is answered by default.', source: 'issue 3, part 6' },
  {
    id: 'server:hosts:names',
    sentence: 'Hosts are compared by name, in any case, with wildcards, with a port only where one is given.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:hosts:refused',
    sentence: 'Hosts that are not allowed are 400; probes answer all.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:http:keep-alive',
    sentence: 'Connections are kept between requests.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:http:malformed',
    sentence: 'What is not HTTP, or has an odd method, is answered with a clear 4xx as {error}.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:http:slow-sender',
    sentence: 'A sender that is slow on purpose is cut off with 408.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:idempotency:bounded',
    sentence: 'Answers kept for idempotency keys are bounded in number, bytes and time.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:client-leaves',
    sentence: 'A call with a key goes on without its client, who may come back for the answer.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:concurrent',
    sentence: 'Duplicates at the same time wait for the first, and all get its answer.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:conflict',
    sentence: 'A key that was used for another request is 422.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:failures',
    sentence: 'A failure after which the tool may have run is repeated, and the tool never runs twice.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:key',
    sentence: 'A malformed idempotency key is 400.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:not-run',
    sentence: 'Where the tool has certainly not run, the key is free again.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:once',
    sentence: 'A request repeated with its idempotency key runs once.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:idempotency:principal',
    sentence: 'Keys of two principals have nothing to do with each other.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:idempotency:reload',
    sentence: 'Idempotency keys outlive a reload.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:leaks:heap',
    sentence: 'Calls and refusals leave the heap where it was.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:leaks:keys',
    sentence: 'Callers that never come back leave a small trace, and a bounded one.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'server:limits:429',
    sentence: 'Over a limit a request is 429, names the setting, and says when to come back.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:limits:bounded',
    sentence: 'Counts in memory are bounded in number.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:limits:call-limit',
    sentence: 'call_limit holds on calls.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:limits:default',
    sentence: 'default_limits hold together on routes without a limit of their own.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:limits:endpoints-apart',
    sentence: 'default_limits count each endpoint apart.',
    source: 'signalwire-wire.md, REST',
  },
  { id: 'server:limits:failed-logins', sentence: 'Failed logins count.', source: 'signalwire-wire.md, REST' },
  {
    id: 'server:limits:ipv6',
    sentence: 'The addresses of one IPv6 network count as one.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:limits:key-address',
    sentence: 'By default each address has its own count.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:limits:key-principal',
    sentence: 'By principal, addresses share a count, and a guesser cannot use it up.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:limits:key-session',
    sentence: 'By session, each session has its own count.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:limits:operations',
    sentence: 'Metrics and reference are not limited, failed logins there are.',
    source: 'docs/rest-api.md',
  },
  { id: 'server:limits:probes', sentence: 'Probes are never limited.', source: 'signalwire-wire.md, REST' },
  {
    id: 'server:limits:redis-gone',
    sentence:
      'Without Redis each gateway counts by itself until it is back; no call is refused or delayed for long.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:limits:redis-hangs',
    sentence: 'A Redis that hangs delays no call for long.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:limits:redis-shared',
    sentence: 'Gateways with the same Redis share their counts.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:limits:reload',
    sentence: 'Counts outlive a reload; a limit that it changed begins anew.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:limits:session-delete-limit',
    sentence: 'session_delete_limit holds on closing sessions.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:limits:several',
    sentence: 'Several limits in one text all hold.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:limits:storage',
    sentence: 'Storage that is not supported is refused at the start, without telling its password.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:limits:store',
    sentence: 'Every store counts exactly, in several windows, also for many at once.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:limits:texts',
    sentence: "Limits are read in the notation of Python's limits, as the configuration reads them.",
    source: 'issue 3, part 6',
  },
  {
    id: 'server:limits:tools-limit',
    sentence: 'tools_limit holds on listings of tools.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:listings:no-process',
    sentence: 'Listing services and tools starts no process.',
    source: 'issue 3, Cost of a session',
  },
  {
    id: 'server:metrics:bounded',
    sentence: 'Series are bounded, whatever a server calls its tools.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:metrics:calls',
    sentence: 'Calls are counted by how they ended, and timed.',
    source: 'issue 3, part 6',
  },
  { id: 'server:metrics:format', sentence: 'The text is what Prometheus reads.', source: 'issue 3, part 6' },
  {
    id: 'server:metrics:gauges',
    sentence: 'Sessions, processes, restarts, refusals and failed logins are told.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:names:service',
    sentence: "Service names that are malformed, however encoded, are 400 with the contract's texts.",
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:openapi:complete',
    sentence: 'The OpenAPI document names every route that there is, and no other.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:openapi:true',
    sentence: 'What the routes answer is what the document says.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:probes:ready',
    sentence: 'livez is about the process, readyz about taking calls.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:proxies:trusted',
    sentence: 'The forwarded address is believed from trusted proxies alone.',
    source: 'issue 3, part 6',
  },
  {
    id: 'server:routes:404',
    sentence: 'Unknown paths are 404 as {error}, unread.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:routes:405',
    sentence: 'Wrong methods are 405 as {error}, and Allow says what is allowed.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:routes:head',
    sentence: 'HEAD answers as GET does, without the body.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:routes:options',
    sentence: 'OPTIONS of a known path tells its methods.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:services:list',
    sentence: 'Services are listed in alphabetical order, without the disabled ones.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:sessions:close',
    sentence: 'Closing a session ends its process, and answers when that is gone.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:sessions:close-bad-id',
    sentence: 'Closing a malformed id is 400.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:sessions:close-body',
    sentence: 'A DELETE may carry a body of any kind.',
    source: 'docs/rest-api.md',
  },
  {
    id: 'server:sessions:close-unknown',
    sentence: 'Closing a session that is not there is 404.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:sessions:list',
    sentence: "Sessions are listed with the contract's keys, in seconds.",
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:sessions:restarts',
    sentence: 'A process that died, and its restart, are visible in the listing.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:sessions:services',
    sentence: 'The listing tells each service of a session, with restarts and usage.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:tools:list',
    sentence: 'Tools are listed as their server describes them.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:tools:service-error',
    sentence: 'Tools of a service that fails are 500 Service error.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'server:tools:unknown-service',
    sentence: 'Tools of an unknown or disabled service are 400.',
    source: 'signalwire-wire.md, REST',
  },
];
