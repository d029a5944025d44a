import type { ServerCredential } from '@gw/catalog';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import { isoTime, Time, Uuid } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { ServerParams } from './server-schemas.ts';

const CredentialParams = Type.Object({
  server_id: Uuid('The id of the server.'),
  credential_id: Uuid('The id of the credential.'),
});

const CreateCredentialBody = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 255,
      description: 'The variable of a stdio server, the header of one at a URL.',
    }),
    value: Type.String({ minLength: 1, maxLength: 16_384 }),
  },
  { additionalProperties: false },
);

const CredentialView = Type.Object({
  id: Type.String(),
  server_id: Type.String(),
  name: Type.String(),
  value_masked: Type.String({ description: 'At most the last four characters.' }),
  created_at: Time('When it was added.'),
  updated_at: Time('When it was changed.'),
});

const CredentialList = Type.Object({ items: Type.Array(CredentialView), total: Type.Integer() });

const audited = (action: string) =>
  access('servers:write', { action: `credential.${action}`, target: 'credential', isSecret: true });

/** Servers' secrets, for everyone who uses them. */
export function serverCredentialRoutes(app: PlatformApp, platform: PlatformHost): void {
  const path = '/servers/:server_id/credentials';

  app.get(
    path,
    { config: access('servers:read'), schema: { params: ServerParams, response: { 200: CredentialList } } },
    async ({ params }) => {
      const items = platform.parts.catalog.credentials(params.server_id).map(credentialView);
      return { items, total: items.length };
    },
  );

  app.post(
    path,
    {
      config: audited('create'),
      schema: { params: ServerParams, body: CreateCredentialBody, response: { 201: CredentialView } },
    },
    async (request, reply) => {
      const added = await platform.parts.catalog.addCredential(request.params.server_id, request.body);
      request.auditedTarget = { id: added.id, detail: { server_id: added.serverId, name: added.name } };
      return reply.code(201).send(credentialView(added));
    },
  );

  app.delete(
    `${path}/:credential_id`,
    { config: audited('delete'), schema: { params: CredentialParams, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      await platform.parts.catalog.removeCredential(params.server_id, params.credential_id);
      return reply.code(204).send();
    },
  );
}

const credentialView = (credential: ServerCredential): Static<typeof CredentialView> => ({
  id: credential.id,
  server_id: credential.serverId,
  name: credential.name,
  value_masked: credential.hint,
  created_at: isoTime(credential.createdAt),
  updated_at: isoTime(credential.updatedAt),
});
