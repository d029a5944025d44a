import type { OAuthAppInfo, OAuthConfig } from '@gw/catalog';
import Type, { type Static } from 'typebox';
import { isoTime, Time } from '../paging.ts';

const nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const url = Type.Optional(nullable(Type.String({ maxLength: 2_048 })));

/** How the gateway gets tokens for a server, as a body says it; `null` takes it away. */
export const OAuthConfigBody = nullable(
  Type.Object(
    {
      client_id: Type.Optional(
        nullable(
          Type.String({
            minLength: 1,
            maxLength: 2_048,
            description: 'Default: registered when it is needed.',
          }),
        ),
      ),
      client_secret: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 16_384 }))),
      authorization_url: url,
      token_url: url,
      issuer: url,
      scopes: Type.Optional(
        nullable(Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 100 })),
      ),
    },
    { additionalProperties: false, description: 'What is left out is discovered.' },
  ),
);

export const OAuthConfigView = Type.Object({
  oauth_app_id: Type.String(),
  server_id: Type.String(),
  client_id: nullable(Type.String()),
  has_client_secret: Type.Boolean({ description: 'The secret itself is never told.' }),
  authorization_url: nullable(Type.String()),
  token_url: nullable(Type.String()),
  issuer: nullable(Type.String()),
  scopes: nullable(Type.Array(Type.String())),
  created_at: Time('When it was made.'),
  updated_at: Time('When it was changed.'),
});

/** An OAuth configuration as the wire has it. */
export const oauthConfigView = (app: OAuthAppInfo): Static<typeof OAuthConfigView> => ({
  oauth_app_id: app.id,
  server_id: app.serverId,
  client_id: app.clientId,
  has_client_secret: app.hasClientSecret,
  authorization_url: app.authorizationUrl,
  token_url: app.tokenUrl,
  issuer: app.issuer,
  scopes: app.scopes ? [...app.scopes] : null,
  created_at: isoTime(app.createdAt),
  updated_at: isoTime(app.updatedAt),
});

/** A body's `oauth_config`, by the names that the catalog has. */
export const oauthConfigOf = (body: NonNullable<Static<typeof OAuthConfigBody>>): OAuthConfig => ({
  clientId: body.client_id,
  clientSecret: body.client_secret,
  authorizationUrl: body.authorization_url,
  tokenUrl: body.token_url,
  issuer: body.issuer,
  scopes: body.scopes,
});
