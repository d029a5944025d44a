import type { Requirement } from '../requirement.ts';

export const rest: readonly Requirement[] = [
  {
    id: 'rest:body:too-large',
    sentence: 'Bodies over 10 MB are refused with 413, those below reach the tool.',
    source: 'REST contract',
  },
  {
    id: 'rest:call:answer',
    sentence: 'A call answers with session, service, tool and the text of the first content item.',
    source: 'REST contract',
  },
  {
    id: 'rest:call:arguments-default',
    sentence: 'A call without arguments has `{}`.',
    source: 'REST contract',
  },
  {
    id: 'rest:call:beside-result',
    sentence: 'All content, structuredContent and isError stand beside the result, unchanged.',
    source: 'wire contract, improvements',
  },
  {
    id: 'rest:call:invalid-body',
    sentence: "Each wrong member of a call's body is 400 with the original's text.",
    source: 'REST contract',
  },
  {
    id: 'rest:call:rpc-error',
    sentence: "A tool's JSON-RPC error is 500 with the server's message and code.",
    source: 'REST contract',
  },
  { id: 'rest:call:timeout', sentence: 'A call out of time is 504.', source: 'REST contract' },
  {
    id: 'rest:call:unknown',
    sentence: 'A call to an unknown or disabled service, or of an unknown tool, is 404 and names it.',
    source: 'REST contract',
  },
  {
    id: 'rest:call:unreachable',
    sentence: "A call to a server that can't be reached or died is 502.",
    source: 'REST contract',
  },
  {
    id: 'rest:call:whole-result',
    sentence: 'Where the first content item is no text, the result is the whole MCP result.',
    source: 'REST contract',
  },
  {
    id: 'rest:errors:no-internals',
    sentence: 'No error of these routes holds a path, a command, stderr or a stack.',
    source: 'REST contract',
  },
  {
    id: 'rest:headers:hsts',
    sentence: 'With TLS every answer carries Strict-Transport-Security.',
    source: 'REST contract',
  },
  {
    id: 'rest:headers:security',
    sentence: 'Every answer carries the security headers, and no Strict-Transport-Security without TLS.',
    source: 'REST contract',
  },
  {
    id: 'rest:health:open',
    sentence: '`GET /health` answers anyone with status, timestamp and version.',
    source: 'REST contract',
  },
  {
    id: 'rest:idempotency:once',
    sentence: 'An `Idempotency-Key` runs a tool once, however often the call is sent.',
    source: 'issue 3, part 6',
  },
  { id: 'rest:routes:not-found', sentence: 'An unknown path is 404 as `{error}`.', source: 'REST contract' },
  {
    id: 'rest:routes:wrong-method',
    sentence: 'A wrong method is 405 as `{error}`.',
    source: 'REST contract',
  },
  {
    id: 'rest:services:listing',
    sentence:
      '`GET /services` is an object of the enabled services with description, enabled and command, in alphabetical order.',
    source: 'REST contract',
  },
  {
    id: 'rest:sessions:delete',
    sentence: "`DELETE /sessions/{id}` closes a session once: 200, then 404, in the original's words.",
    source: 'REST contract',
  },
  {
    id: 'rest:sessions:delete-bad-id',
    sentence: 'A DELETE of a bad id is 400 with the reason.',
    source: 'REST contract',
  },
  {
    id: 'rest:sessions:listing',
    sentence: '`GET /sessions` lists the sessions with service, times and metadata.',
    source: 'REST contract',
  },
  {
    id: 'rest:tools:bad-name',
    sentence: "A listing of a bad, unknown or disabled service is 400 with the original's text.",
    source: 'REST contract',
  },
  {
    id: 'rest:tools:listing',
    sentence:
      '`GET /services/{name}/tools` lists the tools as the server describes them, unknown fields included.',
    source: 'REST contract',
  },
  {
    id: 'rest:tools:service-error',
    sentence: 'A listing of a service that fails is 500 `Service error`, without its reason.',
    source: 'REST contract',
  },
];
