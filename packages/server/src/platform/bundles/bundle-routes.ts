import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { access } from '../access.ts';
import { pageOf, pageWindow } from '../paging.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import {
  AgentParams,
  BundleDetail,
  BundleList,
  BundleParams,
  BundleWithKey,
  CreateBundleBody,
  ListBundlesQuery,
  UpdateBundleBody,
} from './bundle-schemas.ts';
import { bundleView, detailView, toolFieldsOf, viewWithKey } from './bundle-view.ts';

const audited = (action: string) => access('bundles:write', { action: `bundle.${action}`, target: 'bundle' });

/** Named sets of tools. The key of one is told to who makes, reads or changes it, and never listed. */
export function bundleRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/bundles',
    {
      config: access('bundles:read'),
      schema: { querystring: ListBundlesQuery, response: { 200: BundleList } },
    },
    async ({ query }) => {
      const { store, bundles } = platform.parts;
      const found = await store.bundles.list({ search: query.search }, pageWindow(query));
      return pageOf(found, query, record => bundleView(record, bundles.find(record.id)?.tools.length ?? 0));
    },
  );

  app.post(
    '/bundles',
    { config: audited('create'), schema: { body: CreateBundleBody, response: { 201: BundleWithKey } } },
    async (request, reply) => {
      const { bundles } = platform.parts;
      const { name, description, agent_id: agentId, tools } = request.body;
      const places = (tools ?? []).map(({ tool_id, ...rest }) => ({
        toolId: tool_id,
        ...toolFieldsOf(rest),
      }));
      const made = await bundles.create(callerOf(request), { name, description, agentId }, places);
      request.auditedTarget = { id: made.record.id };
      return reply.code(201).send(viewWithKey(made, bundles.key(made.record.id)));
    },
  );

  app.get(
    '/bundles/by-agent/:agent_id',
    {
      config: access('bundles:read'),
      schema: { params: AgentParams, response: { 200: BundleDetail } },
    },
    async ({ params }) => {
      const { bundles } = platform.parts;
      const content = bundles.byAgent(params.agent_id);
      return detailView(content, bundles.key(content.record.id));
    },
  );

  app.get(
    '/bundles/:bundle_id',
    {
      config: access('bundles:read'),
      schema: { params: BundleParams, response: { 200: BundleDetail } },
    },
    async ({ params }) => {
      const { bundles } = platform.parts;
      return detailView(bundles.get(params.bundle_id), bundles.key(params.bundle_id));
    },
  );

  app.put(
    '/bundles/:bundle_id',
    {
      config: audited('update'),
      schema: { params: BundleParams, body: UpdateBundleBody, response: { 200: BundleWithKey } },
    },
    async ({ params, body }) => {
      const { bundles } = platform.parts;
      const { name, description, agent_id: agentId } = body;
      const changes = {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(agentId !== undefined && { agentId }),
      };
      const changed = await bundles.update(params.bundle_id, changes);
      return viewWithKey(changed, bundles.key(params.bundle_id));
    },
  );

  app.delete(
    '/bundles/:bundle_id',
    { config: audited('delete'), schema: { params: BundleParams, response: { 204: Type.Null() } } },
    async ({ params }, reply) => {
      await platform.parts.bundles.delete(params.bundle_id);
      return reply.code(204).send();
    },
  );
}

const callerOf = ({ principal }: FastifyRequest) => `${principal?.id}`;
