import Type from 'typebox';
import { offsetQuery, SliceOf, Time, Uuid } from '../paging.ts';

const Names = Type.Union([
  Type.Array(Type.String({ minLength: 1, maxLength: 300 }), { maxItems: 1_000 }),
  Type.Null(),
]);

const scope = {
  allowed_tool_names: Type.Optional(Names),
  denied_tool_names: Type.Optional(Names),
};

const reference = (description: string) => Type.Optional(Type.Union([Uuid(description), Type.Null()]));

export const SessionParams = Type.Object({ session_id: Uuid('The id of the session.') });

export const CreateSessionBody = Type.Object(
  {
    server_id: reference('The server whose tools it is for.'),
    bundle_id: reference('The bundle whose tools it is for, instead.'),
    ...scope,
  },
  {
    additionalProperties: false,
    examples: [{ allowed_tool_names: ['files__*'], denied_tool_names: ['files__write_file'] }],
  },
);

/** What is left out stays; null clears it. */
export const UpdateSessionBody = Type.Object(scope, { additionalProperties: false });

export const ListSessionsQuery = Type.Object(
  {
    ...offsetQuery,
    server_id: Type.Optional(Uuid('Only those of this server.')),
    bundle_id: Type.Optional(Uuid('Only those of this bundle.')),
    include_inactive: Type.Optional(
      Type.Boolean({ description: 'Also those that are over. Default false.' }),
    ),
  },
  { additionalProperties: false },
);

export const DeleteSessionQuery = Type.Object(
  {
    hard_delete: Type.Optional(
      Type.Boolean({ description: 'Forget it, instead of keeping it to be looked at. Default false.' }),
    ),
  },
  { additionalProperties: false },
);

const idOrNull = Type.Union([Type.String(), Type.Null()]);

export const SessionView = Type.Object({
  id: Type.String(),
  server_id: idOrNull,
  bundle_id: idOrNull,
  process_state: Type.Object({}, { description: 'Always empty: processes belong to call sessions.' }),
  external_sessions: Type.Object({}, { description: 'Always empty, likewise.' }),
  last_accessed_at: Time('When it was used last.'),
  expires_at: Time('When it ends unless it is used.'),
  is_active: Type.Boolean({ description: 'Whether it may be used.' }),
  is_expired: Type.Boolean({ description: 'Whether it was not used for too long.' }),
  is_idle: Type.Boolean({ description: 'Whether half of its time without use has gone by.' }),
  created_at: Time('When it was made.'),
  allowed_tool_names: Names,
  denied_tool_names: Names,
});

export const SessionList = SliceOf(SessionView);

export const SessionStats = Type.Object({
  total_active: Type.Integer(),
  server_sessions: Type.Integer({ description: 'Active ones of a server.' }),
  bundle_sessions: Type.Integer({ description: 'Active ones of a bundle.' }),
  total_expired: Type.Integer(),
  total_closed: Type.Integer(),
  total: Type.Integer(),
});

export const CleanedUp = Type.Object({ cleaned_count: Type.Integer() });
