import Type from 'typebox';
import { SliceOf, Time, Uuid } from '../paging.ts';
import { grantableScopes } from '../scopes.ts';
import { environmentPattern } from './api-key.ts';

const nullable = <Schema extends Type.TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const Scopes = Type.Array(Type.Enum([...grantableScopes]), { maxItems: 100 });

export const ApiKeyParams = Type.Object({ key_id: Uuid('The id of the key.') });

export const CreateApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255, description: 'What people call it.' }),
    description: Type.Optional(nullable(Type.String({ maxLength: 2_000 }), 'What it is for.')),
    scopes: Type.Optional(
      nullable(Scopes, 'What it may do; `x:*` stands for all rights of a kind. Default null: everything.'),
    ),
    expires_at: Type.Optional(
      nullable(Type.String(), 'When it ends, ISO 8601; without an offset, UTC. Default null: never.'),
    ),
    expires_in_days: Type.Optional(
      nullable(Type.Integer({ minimum: 1, maximum: 36_500 }), 'In how many days it ends, instead.'),
    ),
    environment: Type.Optional(
      Type.String({ pattern: environmentPattern, description: 'Stands in the key. Default `live`.' }),
    ),
    rate_limit_rpm: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Requests a minute. Default 60.' }),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ name: 'ci-pipeline', scopes: ['tools:read', 'tools:execute'], expires_in_days: 90 }],
  },
);

export const RotateApiKeyBody = Type.Object(
  {
    grace_period_hours: Type.Optional(
      Type.Number({ minimum: 0, maximum: 8_760, description: 'How long the old key works yet. Default 24.' }),
    ),
  },
  { additionalProperties: false },
);

const text = Type.String();

export const ApiKeyView = Type.Object({
  id: text,
  name: text,
  description: nullable(text, 'What it is for.'),
  key_prefix: Type.String({ description: 'Its beginning, to know it by.' }),
  environment: text,
  scopes: nullable(Type.Array(text), 'What it may do; null is everything.'),
  rate_limit_rpm: Type.Integer(),
  is_active: Type.Boolean({ description: 'Whether it opens anything now.' }),
  created_at: Time('When it was made.'),
  updated_at: Time('When it was changed.'),
  expires_at: nullable(text, 'When it ends; the end of its grace where it was replaced.'),
  last_used_at: nullable(text, 'When it was used last.'),
  last_used_ip: nullable(text, 'From where.'),
  key: Type.Optional(Type.String({ description: 'The key itself: shown this once.' })),
});

export const ApiKeyList = SliceOf(ApiKeyView);

export const RotatedApiKey = Type.Object({
  new_key: ApiKeyView,
  old_key_revoked: Type.Boolean({ description: 'Whether the old one has ended already.' }),
  grace_period_ends_at: nullable(text, 'Until when the old one works.'),
});
