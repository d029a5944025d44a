import type { CatalogServer } from '@gw/catalog';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { isOwner } from '../../credentials.ts';
import { access } from '../access.ts';
import { pageOf } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { oauthConfigOf } from './oauth-config-schemas.ts';
import {
  BulkBody,
  BulkView,
  ConnectionOptions,
  CreateServerBody,
  HealthList,
  HealthView,
  ListServersQuery,
  ServerList,
  ServerParams,
  ServerView,
  UpdateServerBody,
} from './server-schemas.ts';
import { endpointUrl, fieldsOf, healthView, serverView } from './server-view.ts';

const audited = (action: string) => access('servers:write', { action: `server.${action}`, target: 'server' });

/** All servers: what there is, and what becomes of it. */
export function serverRoutes(app: PlatformApp, platform: PlatformHost): void {
  const viewOf = (server: CatalogServer) => {
    const { publicUrl, connections } = platform.parts;
    return serverView(server, publicUrl(), connections.oauthApps.info(server.id));
  };
  const oauthOf = (body: Pick<Static<typeof UpdateServerBody>, 'oauth_config'>) => {
    const config = body.oauth_config && oauthConfigOf(body.oauth_config);
    if (config) platform.parts.connections.oauthApps.check(config);
    return config;
  };
  const one = { params: ServerParams, response: { 200: ServerView } };
  const health = { params: ServerParams, response: { 200: HealthView } };

  app.get(
    '/servers',
    {
      config: access('servers:read'),
      schema: { querystring: ListServersQuery, response: { 200: ServerList } },
    },
    async ({ query }) => {
      const { search = '', status, type } = query;
      const words = search.toLowerCase().split(/\s+/).filter(Boolean);
      const found = platform.parts.catalog.servers().filter(server => {
        const text = `${server.name} ${server.displayName ?? ''} ${server.description ?? ''}`.toLowerCase();
        const isWanted = (!status || server.status === status) && (!type || server.type === type);
        return isWanted && words.every(word => text.includes(word));
      });
      const start = (query.page - 1) * query.page_size;
      const items = found.slice(start, start + query.page_size);
      return pageOf({ items, total: found.length }, query, viewOf);
    },
  );

  app.post(
    '/servers',
    { config: audited('create'), schema: { body: CreateServerBody, response: { 201: ServerView } } },
    async (request, reply) => {
      const { name, type, oauth_config: _, ...fields } = request.body;
      const oauth = oauthOf(request.body);
      const server = await platform.parts.catalog.create({ name, type, ...fieldsOf(fields) }, by(request));
      if (oauth) await platform.parts.connections.oauthApps.set(server.id, oauth);
      request.auditedTarget = { id: server.id };
      return reply.code(201).send(viewOf(server));
    },
  );

  app.get('/servers/:server_id', { config: access('servers:read'), schema: one }, async ({ params }) =>
    viewOf(platform.parts.catalog.server(params.server_id)),
  );

  app.put(
    '/servers/:server_id',
    { config: audited('update'), schema: { ...one, body: UpdateServerBody } },
    async request => {
      const { name, type, oauth_config, ...fields } = request.body;
      const { catalog, connections } = platform.parts;
      const oauth = oauthOf(request.body);
      const changes = { name, type, ...fieldsOf(fields) };
      const server = await catalog.update(request.params.server_id, changes, by(request));
      if (oauth) await connections.oauthApps.set(server.id, oauth);
      else if (oauth_config === null && connections.oauthApps.of(server.id)) {
        await connections.oauthApps.delete(server.id);
      }
      return viewOf(server);
    },
  );

  app.delete(
    '/servers/:server_id',
    { config: audited('delete'), schema: { params: ServerParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await platform.parts.catalog.delete(request.params.server_id);
      return reply.code(204).send();
    },
  );

  app.post(
    '/servers/:server_id/start',
    { config: audited('start'), schema: health },
    async (request, reply) => {
      const { catalog, connections } = platform.parts;
      const { server_id } = request.params;
      catalog.requireCredentials(server_id, () =>
        connections.namesFor(server_id, `${request.principal?.id}`),
      );
      return healthView(await catalog.start(server_id, abortWhenClientLeaves(reply)));
    },
  );

  app.post('/servers/:server_id/stop', { config: audited('stop'), schema: health }, async ({ params }) =>
    healthView(await platform.parts.catalog.stop(params.server_id)),
  );

  app.post(
    '/servers/:server_id/health',
    { config: access('servers:read'), schema: health },
    async (request, reply) => {
      const { catalog } = platform.parts;
      return healthView(await catalog.health(request.params.server_id, abortWhenClientLeaves(reply)));
    },
  );

  app.post(
    '/servers/health/all',
    { config: access('servers:read'), schema: { response: { 200: HealthList } } },
    async (_request, reply) => {
      const results = await platform.parts.catalog.healthAll(abortWhenClientLeaves(reply));
      const healthy = results.filter(({ server }) => server.status === 'running').length;
      return { results: results.map(healthView), healthy, unhealthy: results.length - healthy };
    },
  );

  app.post(
    '/servers/bulk-action',
    { config: audited('bulk'), schema: { body: BulkBody, response: { 200: BulkView } } },
    async (request, reply) => {
      const { action, server_ids } = request.body;
      const ids = [...new Set(server_ids)];
      request.auditedTarget = { detail: { action, server_ids: ids } };
      const { catalog, connections } = platform.parts;
      const results = await catalog.bulk(action, ids, {
        signal: abortWhenClientLeaves(reply),
        given: id => connections.namesFor(id, `${request.principal?.id}`),
      });
      return {
        action,
        affected: results.filter(({ error }) => error === null).length,
        results: results.map(({ serverId, error }) => ({ server_id: serverId, ok: error === null, error })),
      };
    },
  );

  app.get(
    '/servers/:server_id/connection-options',
    {
      config: access('servers:read'),
      schema: { params: ServerParams, response: { 200: ConnectionOptions } },
    },
    async ({ params }) => {
      const { catalog, publicUrl } = platform.parts;
      const { id, name } = catalog.server(params.server_id);
      const url = endpointUrl(publicUrl(), name);
      return {
        server_id: id,
        server_name: name,
        options: [
          { transport: 'streamable_http' as const, url, headers: {} },
          { transport: 'sse' as const, url: `${url}/sse`, headers: {} },
        ],
        streamable_http: url,
        sse: `${url}/sse`,
      };
    },
  );
}

const by = ({ principal }: FastifyRequest) => ({ isOwner: isOwner(principal) });
