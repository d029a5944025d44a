import Type from 'typebox';
import { PageOf, pageQuery, Time, Uuid } from '../paging.ts';
import { OAuthConfigBody, OAuthConfigView } from './oauth-config-schemas.ts';

const nullable = <Schema extends Type.TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });
const optionalText = (description: string, maxLength = 2_000) =>
  Type.Optional(nullable(Type.String({ maxLength }), description));

const ServerType = Type.Enum(['stdio', 'streamable_http', 'sse', 'local']);
const ServerStatus = Type.Enum(['stopped', 'starting', 'running', 'error']);
const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const ServerParams = Type.Object({ server_id: Uuid('The id of the server.') });

export const ListServersQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words that all occur in name or description.' }),
    ),
    status: Type.Optional(ServerStatus),
    type: Type.Optional(ServerType),
    ...pageQuery,
  },
  { additionalProperties: false },
);

const described = {
  config: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'How it is reached. `stdio`: `command`, `args`, `env`, `cwd`, `sandbox`; `streamable_http` and `sse`: `url`, `headers`; `local`: `endpoint`.',
    }),
  ),
  display_name: optionalText('What people call it.', 255),
  description: optionalText('What it is for.'),
  icon_url: optionalText('Its picture.'),
  source_doc_url: optionalText('Where it is documented.'),
  exposure_mode: Type.Optional(Type.Enum(['all', 'selected'])),
  pin: Type.Optional(
    Type.Enum(['warn', 'hold', 'off'], {
      description:
        'What becomes of a tool that is not what it was when it was approved: offered and told of, held back, or nothing.',
    }),
  ),
  credential_mode: Type.Optional(Type.String({ maxLength: 64 })),
  credential_requirements: Type.Optional(
    Type.Array(AnyObject, {
      maxItems: 100,
      description: 'What it needs to start: `{name, required}`, each a variable or header.',
    }),
  ),
  oauth_config: Type.Optional(OAuthConfigBody),
  portal_visible: Type.Optional(Type.Boolean()),
  portal_category: optionalText('Under what it is listed.', 255),
  portal_tags: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 })),
};

export const CreateServerBody = Type.Object(
  {
    name: Type.String({
      pattern: '^[a-zA-Z0-9_-]{1,64}$',
      description: 'Unique; the qualified names of its tools begin with it.',
    }),
    type: ServerType,
    ...described,
  },
  { additionalProperties: false },
);

export const UpdateServerBody = Type.Object(
  {
    name: Type.Optional(Type.String({ pattern: '^[a-zA-Z0-9_-]{1,64}$' })),
    type: Type.Optional(ServerType),
    ...described,
  },
  { additionalProperties: false },
);

const text = Type.String();

export const ServerView = Type.Object({
  id: text,
  name: text,
  display_name: text,
  description: nullable(text, 'What it is for.'),
  icon_url: nullable(text, 'Its picture.'),
  type: ServerType,
  status: ServerStatus,
  config: Type.Record(Type.String(), Type.Unknown(), {
    description: 'How it is reached; values of variables and headers are masked.',
  }),
  source: Type.String({ description: '`config`: of the config file, and changed there; `api` otherwise.' }),
  source_doc_url: nullable(text, 'Where it is documented.'),
  credential_mode: text,
  exposure_mode: Type.Enum(['all', 'selected']),
  pin: Type.Enum(['warn', 'hold', 'off']),
  portal_visible: Type.Boolean(),
  portal_category: nullable(text, 'Under what it is listed.'),
  portal_tags: Type.Array(text),
  tool_count: Type.Integer(),
  last_synced_at: nullable(text, 'When its tools were last read.'),
  last_error: nullable(text, 'Why it is in status `error`.'),
  credential_requirements: Type.Array(AnyObject),
  oauth_config: nullable(OAuthConfigView, 'How the gateway gets tokens for it.'),
  created_at: Time('When it was added.'),
  updated_at: Time('When it was changed.'),
  mcp_endpoint_url: Type.String({ description: 'Where MCP clients reach it.' }),
});

export const ServerList = PageOf(ServerView);

export const HealthView = Type.Object({
  server_id: text,
  server_name: text,
  current_status: ServerStatus,
  previous_status: ServerStatus,
  tools_count: Type.Integer(),
  latency_ms: nullable(Type.Integer(), 'How long it took to answer; null where it was not asked.'),
  error: nullable(text, 'Why it does not work.'),
  checked_at: Time('When it was looked at.'),
});

export const HealthList = Type.Object({
  results: Type.Array(HealthView),
  healthy: Type.Integer({ description: 'Servers that run.' }),
  unhealthy: Type.Integer({ description: 'The others.' }),
});

export const BulkBody = Type.Object(
  {
    action: Type.Enum(['start', 'stop', 'restart', 'delete', 'sync']),
    server_ids: Type.Array(text, { minItems: 1, maxItems: 1_000 }),
  },
  { additionalProperties: false },
);

export const BulkView = Type.Object({
  action: text,
  affected: Type.Integer({ description: 'Servers to which it was done.' }),
  results: Type.Array(
    Type.Object({ server_id: text, ok: Type.Boolean(), error: nullable(text, 'Why it was not done.') }),
  ),
});

export const ConnectionOptions = Type.Object({
  server_id: text,
  server_name: text,
  options: Type.Array(
    Type.Object({
      transport: Type.Enum(['streamable_http', 'sse']),
      url: text,
      headers: Type.Record(text, text, { description: 'Beside them, whatever the client sends.' }),
    }),
  ),
  streamable_http: text,
  sse: text,
});
