import { Type } from 'typebox';

// Descriptions of what the routes take and give. The routes check by the contract's order and words; a test holds
// what they answer against these.

export const ErrorBody = Type.Object({
  error: Type.String({ description: 'What happened, in a sentence.' }),
  code: Type.Optional(Type.Integer({ description: "The server's own code, where a tool failed with one." })),
});

/** Source: RFC 9457. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String({ description: 'What the status means.' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'What happened, in a sentence.' }),
    code: Type.String({ description: '`GW_…`: for programs.' }),
    errors: Type.Optional(
      Type.Array(Type.Object({ pointer: Type.String(), message: Type.String() }), {
        description: 'Of a 422: what is wrong with which value, by JSON pointer.',
      }),
    ),
  },
  { description: 'A refusal. Further members may stand beside these.' },
);

export const problemExample = {
  type: 'about:blank',
  title: 'Unprocessable Entity',
  status: 422,
  detail: 'page must be >= 1',
  code: 'GW_INVALID',
  errors: [{ pointer: '/page', message: 'must be >= 1' }],
};

export const Health = Type.Object({
  status: Type.Literal('healthy'),
  timestamp: Type.String({ description: 'ISO 8601.' }),
  version: Type.String({ description: 'Version of the platform API.' }),
  gateway_version: Type.String({ description: 'Version of this gateway.' }),
});

export const Liveness = Type.Object({ status: Type.Literal('alive') });

export const Readiness = Type.Object({
  status: Type.Union([Type.Literal('ready'), Type.Literal('not ready')]),
  reasons: Type.Array(Type.String()),
});

export const ServiceList = Type.Record(
  Type.String(),
  Type.Object({
    description: Type.String(),
    enabled: Type.Boolean(),
    command: Type.Array(Type.String()),
  }),
  { description: 'Enabled services by name, in alphabetical order.' },
);

export const ToolList = Type.Object({
  service: Type.String(),
  tools: Type.Array(
    Type.Object(
      {
        name: Type.String(),
        description: Type.Optional(Type.String()),
        inputSchema: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
      },
      { description: 'As its server describes it, further fields included.' },
    ),
  ),
});

export const CallBody = Type.Object({
  tool: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,64}$', description: 'Name of the tool.' }),
  session_id: Type.String({
    pattern: '^[a-zA-Z0-9_.-]{1,128}$',
    description: 'The session, such as the id of a phone call; made when it is new.',
  }),
  arguments: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: "The tool's arguments. Default {}." }),
  ),
  timeout: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 3600,
      description: 'Seconds without a call after which a new session ends. Default: session.default_timeout.',
    }),
  ),
  metadata: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Kept on a new session. Default {}.' }),
  ),
  call_timeout: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 3600,
      description: "Seconds that this call may take. Default: the service's call_timeout.",
    }),
  ),
});

export const CallAnswer = Type.Object(
  {
    session_id: Type.String(),
    service: Type.String(),
    tool: Type.String(),
    result: Type.Unknown({
      description: 'The text of the first content item when that is text; otherwise the whole MCP result.',
    }),
    content: Type.Optional(Type.Array(Type.Unknown())),
    structuredContent: Type.Optional(Type.Unknown()),
    isError: Type.Optional(Type.Boolean({ description: 'The tool itself failed; result says how.' })),
    restarted: Type.Optional(
      Type.Boolean({ description: "The session's process had died; this call got a fresh one." }),
    ),
  },
  { description: "Further fields of the server's result stand beside these, unchanged." },
);

export const SessionList = Type.Record(
  Type.String(),
  Type.Object({
    service_name: Type.String({ description: 'The first service that the session used.' }),
    created_at: Type.String({ description: 'ISO 8601.' }),
    last_accessed: Type.String({ description: 'ISO 8601.' }),
    timeout: Type.Number({ description: 'Idle time in seconds.' }),
    metadata: Type.Record(Type.String(), Type.Unknown()),
    time_remaining: Type.Number({ description: 'Seconds until the session ends unless it is used.' }),
    services: Type.Record(
      Type.String(),
      Type.Object({
        pid: Type.Optional(Type.Integer()),
        alive: Type.Boolean(),
        started_at: Type.String({ description: 'ISO 8601.' }),
        restarts: Type.Integer(),
        calls: Type.Integer(),
        in_flight: Type.Integer(),
        shared: Type.Boolean({ description: 'One process for all sessions.' }),
        exit_reason: Type.Optional(Type.String({ description: 'How the last process ended.' })),
        usage: Type.Optional(
          Type.Object({
            cpu_seconds: Type.Number(),
            memory_mb: Type.Integer(),
            processes: Type.Integer(),
            read_bytes: Type.Optional(Type.Integer({ description: 'From storage, where the kernel tells.' })),
            written_bytes: Type.Optional(Type.Integer({ description: 'To storage, likewise.' })),
          }),
        ),
      }),
    ),
  }),
  { description: 'Open sessions by id.' },
);

export const SessionClosed = Type.Object({ message: Type.String() });

export const RpcMessage = Type.Object(
  {
    jsonrpc: Type.Literal('2.0'),
    id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
    method: Type.Optional(Type.String()),
    params: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { description: 'A message of the Model Context Protocol.' },
);

export const RpcError = Type.Object({
  jsonrpc: Type.Literal('2.0'),
  id: Type.Optional(Type.Union([Type.String(), Type.Integer()])),
  error: Type.Object({ code: Type.Integer(), message: Type.String(), data: Type.Optional(Type.Unknown()) }),
});

export const ProtectedResource = Type.Object({
  resource: Type.String({ description: 'The URL that tokens are for.' }),
  resource_name: Type.String(),
  bearer_methods_supported: Type.Array(Type.String()),
  authorization_servers: Type.Optional(
    Type.Array(Type.String(), { description: 'Issuers of tokens; absent where none is configured.' }),
  ),
});
