import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { isOwner } from '../../credentials.ts';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { ServerParams } from '../servers/server-schemas.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  AuthorizationView,
  AuthorizeBody,
  ConnectionList,
  ConnectionParams,
  ConnectionView,
  CreateBasicBody,
  CreateConnectionBody,
  CreatedBasic,
  CreatedConnection,
  ListConnectionsQuery,
} from './connection-schemas.ts';
import { basicView, connectionView, createdView } from './connection-view.ts';
import { learnByConnection } from './learn-by-connection.ts';

const audited = (action: string) =>
  access('connections:write', { action: `connection.${action}`, target: 'connection', isSecret: true });

/** A caller's own ways into servers. */
export function connectionRoutes(app: PlatformApp, platform: PlatformHost): void {
  const one = { params: ConnectionParams, response: { 200: ConnectionView } };

  app.post(
    '/connections',
    {
      config: audited('create'),
      schema: { body: CreateConnectionBody, response: { 201: CreatedConnection } },
    },
    async (request, reply) => {
      const { body } = request;
      const { connections } = platform.parts;
      const fields = {
        serverId: body.server_id,
        credentialType: body.credential_type,
        secret: body.credential_value ?? '',
        alias: body.alias,
        headerName: body.header_name,
        prefix: body.prefix,
        connectionData: body.connection_data,
      };
      const made = await connections.create(callerOf(request), fields, by(request));
      request.auditedTarget = { id: made.id };
      learnByConnection(platform.parts, made);
      return reply.code(201).send(createdView(made));
    },
  );

  app.post(
    '/connections/basic',
    { config: audited('create'), schema: { body: CreateBasicBody, response: { 201: CreatedBasic } } },
    async (request, reply) => {
      const { server_id, username, password, connection_data } = request.body;
      const fields = {
        serverId: server_id,
        credentialType: 'basic' as const,
        secret: password,
        username,
        connectionData: connection_data,
      };
      const made = await platform.parts.connections.create(callerOf(request), fields, by(request));
      request.auditedTarget = { id: made.id };
      learnByConnection(platform.parts, made);
      return reply.code(201).send(basicView(made));
    },
  );

  app.get(
    '/connections',
    {
      config: access('connections:read'),
      schema: { querystring: ListConnectionsQuery, response: { 200: ConnectionList } },
    },
    async request => {
      const { connections, catalog } = platform.parts;
      const { include_server, include_invalid } = request.query;
      const found = connections.list(callerOf(request), { includeInvalid: include_invalid });
      const items = found.map(connection =>
        connectionView(connection, include_server ? catalog.server(connection.serverId) : undefined),
      );
      return { items, total: items.length };
    },
  );

  app.get('/connections/:connection_id', { config: access('connections:read'), schema: one }, async request =>
    connectionView(platform.parts.connections.get(callerOf(request), request.params.connection_id)),
  );

  app.delete(
    '/connections/:connection_id',
    { config: audited('delete'), schema: { params: ConnectionParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await platform.parts.connections.delete(callerOf(request), request.params.connection_id);
      return reply.code(204).send();
    },
  );

  app.post(
    '/connections/:connection_id/refresh',
    { config: audited('refresh'), schema: one },
    async request =>
      connectionView(
        await platform.parts.connections.refresh(callerOf(request), request.params.connection_id),
      ),
  );

  app.post(
    '/servers/:server_id/oauth/authorize',
    {
      config: access('connections:write', { action: 'connection.authorize', target: 'server' }),
      schema: { params: ServerParams, body: AuthorizeBody, response: { 200: AuthorizationView } },
    },
    async request => {
      const { oauth_app_id, redirect_uri, scopes, connection_data } = request.body;
      const begun = await platform.parts.connections.oauth.begin(callerOf(request), {
        serverId: request.params.server_id,
        appId: oauth_app_id,
        redirectUri: redirect_uri ?? undefined,
        scopes: scopes ?? undefined,
        connectionData: connection_data ?? undefined,
      });
      return { authorization_url: begun.authorizationUrl, state: begun.state };
    },
  );
}

const callerOf = ({ principal }: FastifyRequest) => `${principal?.id}`;
const by = ({ principal }: FastifyRequest) => ({ isOwner: isOwner(principal) });
