import type { CatalogTool } from '@gw/catalog';
import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField, PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { ByNameQuery, ExecuteBody, ExecutionView, ToolLookup } from './tool-schemas.ts';

/** Tools of all servers, by name. */
export function toolRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/tools/by-name',
    { config: access('tools:read'), schema: { querystring: ByNameQuery, response: { 200: ToolLookup } } },
    async ({ query }) => lookupView(platform.parts.catalog.resolve(query.name)),
  );

  app.post(
    '/tools/execute',
    { config: access('tools:execute'), schema: { body: ExecuteBody, response: { 200: ExecutionView } } },
    async (request, reply) => {
      const { catalog, execution, audit } = platform.parts;
      const { tool_name, server_id, server_name, bundle_id, agent_id } = request.body;
      if (bundle_id || agent_id)
        throw invalidField(bundle_id ? '/bundle_id' : '/agent_id', 'names no bundle');
      const place = { serverId: server_id ?? undefined, serverName: server_name ?? undefined };
      const tool = catalog.resolve(tool_name, place);
      const given = request.body.arguments ?? {};
      const sessionId = sessionOf(request, platform, tool);
      const note = (outcome: 'ok' | 'error' | 'denied') =>
        audit.record(request, {
          action: 'tool.execute',
          targetType: 'tool',
          targetId: tool.id,
          outcome,
          arguments: given,
          detail: { tool: tool.effective.qualifiedName },
        });
      const startedAt = performance.now();
      try {
        const principal = `${request.principal?.id}`;
        const wish = { tool, arguments: given, sessionId, principal };
        const done = await execution.run(wish, abortWhenClientLeaves(reply));
        note(done.error === null ? 'ok' : 'error');
        return {
          ...done,
          server_id: tool.serverId,
          server_name: tool.serverName,
          tool_name: tool.effective.qualifiedName,
          duration_ms: Math.round(performance.now() - startedAt),
        };
      } catch (error) {
        note('error');
        throw error;
      }
    },
  );
}

/** The call session of the platform session that the request names. */
function sessionOf(
  { headers, principal }: FastifyRequest,
  { parts }: PlatformHost,
  { effective }: CatalogTool,
): string | undefined {
  const id = headers['x-session-id'];
  if (id === undefined) return undefined;
  const scope = parts.sessions.use(String(id), `${principal?.id}`);
  if (!scope) throw new PlatformError('GW_NOT_FOUND', 404, 'X-Session-Id names no session that can be used');
  if (!scope.allows(effective.qualifiedName)) {
    throw new PlatformError('GW_FORBIDDEN', 403, `The session does not allow ${effective.qualifiedName}`);
  }
  return `platform:${scope.record.id}`;
}

const lookupView = ({ id, serverId, serverName, effective }: CatalogTool): Static<typeof ToolLookup> => ({
  tool_id: id,
  tool_name: effective.qualifiedName,
  qualified_name: effective.qualifiedName,
  display_name: effective.name,
  description: effective.description,
  server_id: serverId,
  server_name: serverName,
  input_schema: effective.inputSchema,
});
