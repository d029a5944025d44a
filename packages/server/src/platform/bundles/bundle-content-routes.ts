import type { ConnectionInfo } from '@gw/catalog';
import type { BundleConnectionRecord } from '@gw/store';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import { isoTime } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  AddToolsBody,
  BundleConnectionList,
  BundleConnectionParams,
  BundleConnectionView,
  BundleParams,
  BundleServerParams,
  BundleToolList,
  BundleToolParams,
  BundleTools,
  BundleToolView,
  ListToolsQuery,
  ServerAssignment,
  UpdateToolBody,
} from './bundle-schemas.ts';
import { bundleToolView, toolFieldsOf } from './bundle-view.ts';

const path = '/bundles/:bundle_id';
const reads = access('bundles:read');
const audited = (action: string) => access('bundles:write', { action: `bundle.${action}`, target: 'bundle' });

/** What a bundle holds: servers as a whole, tools, and connections with which its users reach servers. */
export function bundleContentRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.post(
    `${path}/servers/:server_id`,
    {
      config: audited('assign-server'),
      schema: { params: BundleServerParams, response: { 200: ServerAssignment } },
    },
    async ({ params }) => {
      const { bundles } = platform.parts;
      const { added, existing } = await bundles.assignServer(params.bundle_id, params.server_id);
      return { tools_added: added, tools_existing: existing };
    },
  );

  app.delete(
    `${path}/servers/:server_id`,
    {
      config: audited('remove-server'),
      schema: { params: BundleServerParams, response: { 204: Type.Null() } },
    },
    async ({ params }, reply) => {
      await platform.parts.bundles.removeServer(params.bundle_id, params.server_id);
      return reply.code(204).send();
    },
  );

  app.get(
    `${path}/tools`,
    {
      config: reads,
      schema: { params: BundleParams, querystring: ListToolsQuery, response: { 200: BundleToolList } },
    },
    async ({ params, query }) => {
      const { tools } = platform.parts.bundles.get(params.bundle_id);
      const { page, page_size } = query;
      const items = tools.slice((page - 1) * page_size, page * page_size).map(bundleToolView);
      return { items, total: tools.length, page, page_size };
    },
  );

  app.post(
    `${path}/tools`,
    {
      config: audited('add-tools'),
      schema: { params: BundleParams, body: AddToolsBody, response: { 201: BundleTools } },
    },
    async ({ params, body }, reply) => {
      const tools = body.tools.map(({ tool_id, ...rest }) => ({ toolId: tool_id, ...toolFieldsOf(rest) }));
      const added = await platform.parts.bundles.addTools(params.bundle_id, tools);
      return reply.code(201).send(added.map(bundleToolView));
    },
  );

  app.put(
    `${path}/tools/:tool_id`,
    {
      config: audited('update-tool'),
      schema: { params: BundleToolParams, body: UpdateToolBody, response: { 200: BundleToolView } },
    },
    async ({ params: { bundle_id, tool_id }, body }) =>
      bundleToolView(await platform.parts.bundles.updateTool(bundle_id, tool_id, toolFieldsOf(body))),
  );

  app.delete(
    `${path}/tools/:tool_id`,
    {
      config: audited('remove-tool'),
      schema: { params: BundleToolParams, response: { 204: Type.Null() } },
    },
    async ({ params }, reply) => {
      await platform.parts.bundles.removeTool(params.bundle_id, params.tool_id);
      return reply.code(204).send();
    },
  );

  app.get(
    `${path}/connections`,
    { config: reads, schema: { params: BundleParams, response: { 200: BundleConnectionList } } },
    async ({ params }) => {
      const { bundles, connections } = platform.parts;
      const items = bundles.connections(params.bundle_id).flatMap(assigned => {
        // Its owner may have deleted it.
        const connection = connections.find(assigned.connectionId);
        return connection ? [connectionView(assigned, connection)] : [];
      });
      return { items, total: items.length };
    },
  );

  app.post(
    `${path}/connections/:connection_id`,
    {
      config: audited('assign-connection'),
      schema: { params: BundleConnectionParams, response: { 201: BundleConnectionView } },
    },
    async ({ params, principal }, reply) => {
      const { bundles, connections } = platform.parts;
      // Nobody hands on what is another's.
      const connection = connections.get(`${principal?.id}`, params.connection_id);
      const assigned = await bundles.assignConnection(params.bundle_id, connection);
      return reply.code(201).send(connectionView(assigned, connection));
    },
  );

  app.delete(
    `${path}/connections/:connection_id`,
    {
      config: audited('remove-connection'),
      schema: { params: BundleConnectionParams, response: { 204: Type.Null() } },
    },
    async ({ params }, reply) => {
      await platform.parts.bundles.removeConnection(params.bundle_id, params.connection_id);
      return reply.code(204).send();
    },
  );

  function connectionView(
    { id, bundleId, serverId, connectionId, createdAt }: BundleConnectionRecord,
    { providerName, providerEmail, isValid }: ConnectionInfo,
  ): Static<typeof BundleConnectionView> {
    return {
      id,
      bundle_id: bundleId,
      server_id: serverId,
      user_connection_id: connectionId,
      server_name: platform.parts.catalog.server(serverId).name,
      provider_name: providerName,
      provider_email: providerEmail,
      is_valid: isValid,
      created_at: isoTime(createdAt),
    };
  }
}
