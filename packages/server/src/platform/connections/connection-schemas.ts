import Type from 'typebox';
import { Time, Uuid } from '../paging.ts';

const text = Type.String();
const nullableText = (description: string) => Type.Union([Type.String(), Type.Null()], { description });
const nullableTime = (description: string) => nullableText(`${description} ISO 8601, UTC.`);
const Data = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'What isn’t secret: workspaces, accounts, places. Keys that are named as secrets are, are refused.',
});
const NullableData = Type.Union([Data, Type.Null()]);

export const ConnectionParams = Type.Object({ connection_id: Uuid('The id of the connection.') });

export const CreateConnectionBody = Type.Object(
  {
    server_id: Uuid('The server that it is for.'),
    credential_type: Type.Enum(['api_key', 'bearer', 'none']),
    credential_value: Type.Optional(
      Type.String({ maxLength: 16_384, description: 'The key or token; empty for `none`.' }),
    ),
    alias: Type.Optional(Type.Union([Type.String({ maxLength: 255 }), Type.Null()])),
    header_name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: 'The header that carries it; for a stdio server, the variable. Default `Authorization`.',
      }),
    ),
    prefix: Type.Optional(
      Type.String({
        maxLength: 255,
        description: 'What stands before it. Default none; `Bearer ` for bearer tokens in `Authorization`.',
      }),
    ),
    connection_data: Type.Optional(NullableData),
  },
  { additionalProperties: false },
);

export const CreateBasicBody = Type.Object(
  {
    server_id: Uuid('The server that it is for.'),
    username: Type.String({ minLength: 1, maxLength: 1_024 }),
    password: Type.String({ minLength: 1, maxLength: 16_384 }),
    connection_data: Type.Optional(NullableData),
  },
  { additionalProperties: false },
);

export const ListConnectionsQuery = Type.Object(
  {
    include_server: Type.Boolean({ default: false, description: 'Whether to say which server each is for.' }),
    include_invalid: Type.Boolean({ default: false, description: 'Also those that no longer work.' }),
  },
  { additionalProperties: false },
);

const common = {
  id: text,
  server_id: text,
  user_id: Type.String({ description: 'Whose it is.' }),
  connection_data: NullableData,
  is_valid: Type.Boolean({ description: 'Whether it works, as far as is known.' }),
  created_at: Time('When it was made.'),
  updated_at: Time('When it was changed.'),
};

export const CreatedConnection = Type.Object({
  ...common,
  credential_type: text,
  alias: nullableText('What its owner calls it.'),
  header_name: text,
  prefix: text,
  credential_masked: Type.String({ description: 'At most the last four characters.' }),
});

export const CreatedBasic = Type.Object({ ...common, username: text, auth_method: text });

export const ConnectionView = Type.Object({
  ...common,
  credential_type: Type.Enum(['api_key', 'bearer', 'basic', 'none', 'oauth']),
  credential_masked: Type.String({ description: 'At most the last four characters.' }),
  alias: nullableText('What its owner calls it.'),
  username: nullableText('Of basic credentials.'),
  header_name: nullableText('The header or variable that carries it.'),
  provider_name: nullableText('The issuer of its tokens.'),
  provider_email: nullableText('Of the account that logged in, where its provider says so.'),
  token_type: text,
  expires_at: nullableTime('When its token expires.'),
  scopes: Type.Union([Type.Array(text), Type.Null()]),
  health_status: Type.String({ description: '`healthy`, `degraded` while refreshing fails, `expired`.' }),
  last_refreshed_at: nullableTime('When its token was last refreshed.'),
  next_refresh_at: nullableTime('When its token is to be refreshed.'),
  consecutive_refresh_failures: Type.Integer(),
  refresh_error: nullableText('Why the last refresh failed.'),
  mcp_session_id: nullableText('Connections have none of their own.'),
  last_accessed_at: nullableTime('When it was last used.'),
  server: Type.Optional(
    Type.Union([
      Type.Object({ id: text, name: text, display_name: text, type: text, status: text }),
      Type.Null(),
    ]),
  ),
});

export const ConnectionList = Type.Object({ items: Type.Array(ConnectionView), total: Type.Integer() });

export const AuthorizeBody = Type.Object(
  {
    oauth_app_id: Type.Optional(Uuid('Of the server’s `oauth_config`. Default: the server’s.')),
    redirect_uri: Type.Optional(
      Type.Union([
        Type.String({ maxLength: 2_048, description: 'Where the page that ends the log-in leads on to.' }),
        Type.Null(),
      ]),
    ),
    scopes: Type.Optional(
      Type.Union([
        Type.Array(Type.String({ pattern: '^[!#-\\[\\]-~]+$', maxLength: 255 }), { maxItems: 100 }),
        Type.Null(),
      ]),
    ),
    connection_data: Type.Optional(NullableData),
  },
  { additionalProperties: false },
);

export const AuthorizationView = Type.Object({
  authorization_url: Type.String({ description: 'Where the user logs in.' }),
  state: Type.String({ description: 'Comes back with the user, and is good once.' }),
});
