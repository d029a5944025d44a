import type { ToolSelection } from '@gw/catalog';
import { UpstreamError } from '@gw/mcp-client';
import Type from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { ServerParams } from './server-schemas.ts';
import {
  CorrectionView,
  DeclareToolBody,
  OverridesBody,
  OverridesView,
  SelectionBody,
  SelectionView,
  SyncToolsBody,
  SyncView,
  ToolList,
  ToolParams,
  ToolView,
  UpdateToolBody,
} from './server-tool-schemas.ts';
import { declaredOf, overridesView, syncView, toolView } from './server-tool-view.ts';

const path = '/servers/:server_id';
const audited = (action: string) => access('servers:write', { action: `tool.${action}`, target: 'tool' });

/** The tools of one server, and what callers see of them. */
export function serverToolRoutes(app: PlatformApp, platform: PlatformHost): void {
  const one = { params: ToolParams, response: { 200: ToolView } };
  const nothing = { params: ToolParams, response: { 204: Type.Null() } };

  app.get(
    `${path}/tools`,
    { config: access('servers:read'), schema: { params: ServerParams, response: { 200: ToolList } } },
    async ({ params }) => {
      const tools = platform.parts.catalog.toolsOf(params.server_id);
      return { items: tools.map(toolView), total: tools.length };
    },
  );

  app.post(
    `${path}/tools`,
    {
      config: audited('declare'),
      schema: { params: ServerParams, body: DeclareToolBody, response: { 201: ToolView } },
    },
    async (request, reply) => {
      const { catalog } = platform.parts;
      const { name, ...rest } = request.body;
      const tool = await catalog.declareTool(request.params.server_id, { name, ...declaredOf(rest) });
      request.auditedTarget = { id: tool.id };
      return reply.code(201).send(toolView(tool));
    },
  );

  app.put(
    `${path}/tools`,
    {
      config: audited('sync-local'),
      schema: { params: ServerParams, body: SyncToolsBody, response: { 200: SyncView } },
    },
    async ({ params, body }) => {
      const tools = body.tools.map(({ name, ...rest }) => ({ name, ...declaredOf(rest) }));
      return syncView(await platform.parts.catalog.syncLocalTools(params.server_id, tools));
    },
  );

  app.patch(
    `${path}/tools/:tool_id`,
    { config: audited('update'), schema: { ...one, body: UpdateToolBody } },
    async ({ params, body }) => {
      const { catalog } = platform.parts;
      const changes = { ...(body.name !== undefined && { name: body.name }), ...declaredOf(body) };
      return toolView(await catalog.updateTool(params.server_id, params.tool_id, changes));
    },
  );

  app.delete(
    `${path}/tools/:tool_id`,
    { config: audited('delete'), schema: nothing },
    async (request, reply) => {
      const { server_id, tool_id } = request.params;
      await platform.parts.catalog.deleteTool(server_id, tool_id);
      return reply.code(204).send();
    },
  );

  app.patch(
    `${path}/tools/:tool_id/overrides`,
    {
      config: audited('override'),
      schema: { params: ToolParams, body: OverridesBody, response: { 200: OverridesView } },
    },
    async ({ params, body }) => {
      const { catalog } = platform.parts;
      return overridesView(await catalog.setOverrides(params.server_id, params.tool_id, body));
    },
  );

  app.delete(
    `${path}/tools/:tool_id/overrides`,
    { config: audited('reset'), schema: nothing },
    async (request, reply) => {
      const { server_id, tool_id } = request.params;
      await platform.parts.catalog.resetOverrides(server_id, tool_id);
      return reply.code(204).send();
    },
  );

  app.post(
    `${path}/tools/:tool_id/correct-schema`,
    { config: audited('correct'), schema: { params: ToolParams, response: { 200: CorrectionView } } },
    async ({ params }) => {
      const { catalog } = platform.parts;
      const { schema, changes } = await catalog.correctSchema(params.server_id, params.tool_id);
      return {
        tool_id: params.tool_id,
        corrected: changes.length > 0,
        changes: [...changes],
        input_schema: schema,
      };
    },
  );

  app.get(
    `${path}/tool-selection`,
    { config: access('servers:read'), schema: { params: ServerParams, response: { 200: SelectionView } } },
    async ({ params }) => selectionView(platform.parts.catalog.selection(params.server_id)),
  );

  app.patch(
    `${path}/tool-selection`,
    {
      config: access('servers:write', { action: 'server.select-tools', target: 'server' }),
      schema: { params: ServerParams, body: SelectionBody, response: { 200: SelectionView } },
    },
    async ({ params, body }) => {
      const { exposure_mode: exposureMode, selected_tool_ids: selectedToolIds } = body;
      const wanted = { ...(exposureMode && { exposureMode }), ...(selectedToolIds && { selectedToolIds }) };
      return selectionView(await platform.parts.catalog.select(params.server_id, wanted));
    },
  );

  app.post(
    `${path}/sync`,
    {
      config: access('servers:write', { action: 'server.sync', target: 'server' }),
      schema: { params: ServerParams, response: { 200: SyncView } },
    },
    async (request, reply) => {
      try {
        const signal = abortWhenClientLeaves(reply);
        return syncView(await platform.parts.catalog.sync(request.params.server_id, signal));
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        throw new PlatformError(error.code, 502, error.message, { cause: error });
      }
    },
  );
}

const selectionView = ({ exposureMode, selectedToolIds }: ToolSelection) => ({
  exposure_mode: exposureMode,
  selected_tool_ids: [...selectedToolIds],
});
