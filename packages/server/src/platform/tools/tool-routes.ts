import type { BundleContent, CatalogTool } from '@gw/catalog';
import type { Static } from 'typebox';
import { abortWhenClientLeaves } from '../../client-left.ts';
import { access } from '../access.ts';
import type { PlatformParts } from '../parts.ts';
import type { PlatformHost } from '../platform.ts';
import { PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { bundleOf, isIn, sessionOf } from './execution-place.ts';
import { ByNameQuery, ExecuteBody, ExecutionView, ToolLookup } from './tool-schemas.ts';

/** Tools of all servers, by name. */
export function toolRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.get(
    '/tools/by-name',
    { config: access('tools:read'), schema: { querystring: ByNameQuery, response: { 200: ToolLookup } } },
    async request => {
      const tool = platform.parts.catalog.resolve(request.query.name);
      const session = sessionOf(request, platform.parts);
      if (session?.selection.allows(tool) ?? true) return lookupView(tool);
      throw new PlatformError('GW_TOOL_NOT_FOUND', 404, `There is no tool named ${request.query.name}`);
    },
  );

  app.post(
    '/tools/execute',
    { config: access('tools:execute'), schema: { body: ExecuteBody, response: { 200: ExecutionView } } },
    async (request, reply) => {
      const { execution, audit, selections } = platform.parts;
      const bundle = bundleOf(request.body, platform.parts);
      const { tool, name } = meantBy(request.body, bundle, platform.parts);
      const given = request.body.arguments ?? {};
      const session = sessionOf(request, platform.parts);
      if (session && !session.selection.allows(tool)) throw forbidden(name);
      const sessionId = session && `platform:${session.id}`;
      const inBundle = bundle && { bundle: bundle.record.id };
      const note = (outcome: 'ok' | 'error' | 'denied') =>
        audit.record(request, {
          action: 'tool.execute',
          targetType: 'tool',
          targetId: tool.id,
          outcome,
          arguments: given,
          detail: { tool: tool.effective.qualifiedName, ...inBundle },
        });
      const startedAt = performance.now();
      try {
        const principal = `${request.principal?.id}`;
        const access = selections.access(
          {
            ...(bundle ? { kind: 'bundle', id: bundle.record.id } : { kind: 'gateway' }),
            ...(session && { session: session.id }),
          },
          tool.serverName,
        );
        const wish = { tool, arguments: given, sessionId, principal, access };
        const done = await execution.run(wish, abortWhenClientLeaves(reply));
        note(done.error === null ? 'ok' : 'error');
        return {
          ...done,
          server_id: tool.serverId,
          server_name: tool.serverName,
          tool_name: name,
          duration_ms: Math.round(performance.now() - startedAt),
        };
      } catch (error) {
        note('error');
        throw error;
      }
    },
  );
}

/**
 * The tool that is to be executed, and how it is called there: in a bundle by its name in it, and by the names that it
 * has elsewhere, too.
 *
 * @throws CatalogError 404 `GW_TOOL_NOT_FOUND`, 409 `GW_TOOL_AMBIGUOUS`
 */
function meantBy(
  { tool_name, server_id, server_name }: Static<typeof ExecuteBody>,
  bundle: BundleContent | undefined,
  { catalog }: PlatformParts,
): { tool: CatalogTool; name: string } {
  const place = { serverId: server_id ?? undefined, serverName: server_name ?? undefined };
  const held = bundle?.named(tool_name);
  const isThere =
    held?.enabled === true &&
    held.tool.exposed &&
    (place.serverId ?? held.tool.serverId) === held.tool.serverId &&
    (place.serverName ?? held.tool.serverName) === held.tool.serverName;
  const tool = isThere ? held.tool : catalog.resolve(tool_name, place);
  if (isIn(bundle, tool)) return { tool, name: isThere ? held.name : tool.effective.qualifiedName };
  throw new PlatformError('GW_TOOL_NOT_FOUND', 404, `The bundle has no tool named ${tool_name}`);
}

const forbidden = (name: string) =>
  new PlatformError('GW_FORBIDDEN', 403, `The session does not allow ${name}`);

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
