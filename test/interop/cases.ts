/** One request, put to the original gateway and to ours. */
export interface Case {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly rawBody?: string;
  readonly authorization?: 'none' | 'wrong-basic' | 'wrong-bearer' | 'bearer';
  /** Declared where the answers are not alike: what each says, and why ours is the better one. */
  readonly differs?: { readonly original: Outcome; readonly ours: Outcome; readonly why: string };
}

export interface Outcome {
  readonly status: number;
  readonly error?: string | RegExp;
}

const call = (body: unknown, service = 'it') => ({ method: 'POST', path: `/services/${service}/call`, body });
const echo = (more: object) => call({ tool: 'echo', session_id: 'invalid', ...more });

const catchAll =
  "The original's catch-all answers 500; the contract has the status that says whose fault it is.";
const internal: Outcome = { status: 500, error: 'Internal server error' };

/** In this order, as some build on those before them. */
export const cases: readonly Case[] = [
  { name: 'health', path: '/health', authorization: 'none' },
  { name: 'health by HEAD', path: '/health', method: 'HEAD', authorization: 'none' },
  { name: 'services without credentials', path: '/services', authorization: 'none' },
  { name: 'services with a wrong password', path: '/services', authorization: 'wrong-basic' },
  { name: 'services with a wrong token', path: '/services', authorization: 'wrong-bearer' },
  { name: 'services with the token', path: '/services', authorization: 'bearer' },
  { name: 'services with the password', path: '/services' },
  { name: 'tools', path: '/services/it/tools' },
  { name: 'tools without credentials', path: '/services/it/tools', authorization: 'none' },
  { name: 'tools of an unknown service', path: '/services/nowhere/tools' },
  { name: 'tools of a service that is switched off', path: '/services/off/tools' },
  { name: 'tools of a name with a space', path: '/services/no%20where/tools' },
  { name: 'tools of a long name', path: `/services/${'x'.repeat(65)}/tools` },
  { name: 'tools of a service that does not start', path: '/services/broken/tools' },
  { name: 'no sessions yet', path: '/sessions' },
  {
    name: 'first call',
    ...call({ tool: 'count', session_id: 's1', timeout: 120, metadata: { agent: 'a' } }),
  },
  { name: 'second call', ...call({ tool: 'count', session_id: 's1' }) },
  {
    name: 'call with arguments',
    ...call({ tool: 'echo', session_id: 's1', arguments: { any: 'ünï\u2028' } }),
  },
  { name: 'result without text', ...call({ tool: 'image', session_id: 's1' }) },
  { name: 'result with several items', ...call({ tool: 'mixed', session_id: 's1' }) },
  { name: 'empty result', ...call({ tool: 'empty', session_id: 's1' }) },
  { name: 'failed tool', ...call({ tool: 'failed', session_id: 's1' }) },
  { name: 'session listing', path: '/sessions' },
  { name: 'call without credentials', ...call({ tool: 'echo', session_id: 's1' }), authorization: 'none' },
  { name: 'call with null', ...call(null) },
  { name: 'call with {}', ...call({}) },
  { name: 'call without a tool', ...call({ session_id: 's1' }) },
  { name: 'call without a session', ...call({ tool: 'echo' }) },
  { name: 'call with arguments in a list', ...echo({ arguments: [] }) },
  { name: 'call with a timeout of 0', ...echo({ timeout: 0 }) },
  { name: 'call with a timeout over an hour', ...echo({ timeout: 3601 }) },
  { name: 'call with a timeout as text', ...echo({ timeout: '60' }) },
  { name: 'call with metadata in a list', ...echo({ metadata: [1] }) },
  { name: 'closing a session', method: 'DELETE', path: '/sessions/s1' },
  { name: 'closing it again', method: 'DELETE', path: '/sessions/s1' },
  { name: 'closing a session with a bad id', method: 'DELETE', path: '/sessions/a%20b' },
  { name: 'closing a session with a long id', method: 'DELETE', path: `/sessions/${'x'.repeat(129)}` },
  { name: 'closing without credentials', method: 'DELETE', path: '/sessions/s1', authorization: 'none' },
  {
    name: 'second service in one session, first call',
    ...call({ tool: 'count', session_id: 's2' }),
  },
  {
    name: 'second service in one session',
    ...call({ tool: 'count', session_id: 's2' }, 'another'),
    differs: {
      original: { status: 400, error: /is for service 'it', not 'another'/ },
      ours: { status: 200 },
      why: 'One session holds a process per service.',
    },
  },
  {
    name: 'call to an unknown service',
    ...call({ tool: 'echo', session_id: 's3' }, 'nowhere'),
    differs: {
      original: { status: 500, error: /Unknown service: nowhere/ },
      ours: { status: 404, error: 'Unknown service: nowhere' },
      why: catchAll,
    },
  },
  {
    name: 'call to a service that does not start',
    ...call({ tool: 'echo', session_id: 's3' }, 'broken'),
    differs: {
      original: { status: 500, error: /Failed to (create session|start)/ },
      ours: { status: 502 },
      why: 'A server that cannot be reached is 502, so that a caller can tell it from a failing tool.',
    },
  },
  {
    name: 'call of an unknown tool',
    ...call({ tool: 'nothing', session_id: 's3' }),
    differs: {
      original: { status: 500, error: /MCP Error: \{.*No tool nothing/ },
      ours: { status: 404, error: 'Unknown tool: nothing' },
      why: 'The gateway knows the tools; the server is not asked.',
    },
  },
  {
    name: "a tool's JSON-RPC error",
    ...call({ tool: 'rpc-error', session_id: 's3' }),
    differs: {
      original: { status: 500, error: "MCP Error: {'code': -32050, 'message': 'out of cheese'}" },
      ours: { status: 500, error: /out of cheese/ },
      why: "The server's message and code, in place of a Python dictionary's text.",
    },
  },
  ...(
    [
      ['long tool name', { tool: 'x'.repeat(65), session_id: 's4' }, 'Invalid tool name length'],
      ['tool name with a space', { tool: 'a b', session_id: 's4' }, 'Tool name contains invalid characters'],
      ['long session id', { tool: 'echo', session_id: 'x'.repeat(129) }, 'Invalid session ID length'],
      [
        'session id with a slash',
        { tool: 'echo', session_id: 'a/b' },
        'Session ID contains invalid characters',
      ],
    ] as const
  ).map(([name, body, error]) => ({
    name: `call with a ${name}`,
    ...call(body),
    differs: { original: { status: 500, error }, ours: { status: 400, error }, why: catchAll },
  })),
  {
    name: 'call with broken JSON',
    method: 'POST',
    path: '/services/it/call',
    rawBody: '{"tool": ',
    differs: {
      original: { status: 500, error: /^400 Bad Request/ },
      ours: { status: 400, error: 'Invalid JSON' },
      why: catchAll,
    },
  },
  {
    name: 'call with a timeout that is no number',
    method: 'POST',
    path: '/services/it/call',
    rawBody: '{"tool":"echo","session_id":"s5","timeout":NaN}',
    differs: {
      original: { status: 200 },
      ours: { status: 400, error: 'Invalid JSON' },
      why: 'NaN is no JSON; a session that never expires came of it.',
    },
  },
  {
    name: 'unknown path',
    path: '/nowhere',
    differs: { original: internal, ours: { status: 404 }, why: catchAll },
  },
  {
    name: 'wrong method',
    method: 'POST',
    path: '/services',
    differs: { original: internal, ours: { status: 405 }, why: catchAll },
  },
];
