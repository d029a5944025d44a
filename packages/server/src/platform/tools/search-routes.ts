import type { CatalogTool, SearchResult } from '@gw/catalog';
import type { FastifyRequest } from 'fastify';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import { invalidField, PlatformError } from '../problem.ts';
import type { PlatformApp } from '../typebox-routes.ts';

const text = Type.String();
const nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const SearchBody = Type.Object(
  {
    query: Type.String({ maxLength: 2_000, description: 'What the tool is wanted for.' }),
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 5 }),
    bundle_id: Type.Optional(nullable(text)),
    agent_id: Type.Optional(nullable(text)),
    server_ids: Type.Optional(nullable(Type.Array(text, { maxItems: 1_000 }))),
  },
  { additionalProperties: false, examples: [{ query: 'read a text file', limit: 5 }] },
);

const FoundTool = Type.Object({
  tool_id: text,
  tool_name: text,
  qualified_name: text,
  display_name: nullable(text),
  description: text,
  server_id: text,
  server_name: text,
  score: Type.Number({ minimum: 0, maximum: 1 }),
  input_schema: Type.Record(Type.String(), Type.Unknown()),
});

/** Tools by what they do, the best one first. */
export function toolSearchRoutes(app: PlatformApp, platform: PlatformHost): void {
  app.post(
    '/tools/search',
    {
      config: access('tools:read'),
      schema: { body: SearchBody, response: { 200: Type.Object({ tools: Type.Array(FoundTool) }) } },
    },
    async request => {
      const { query, limit, server_ids, bundle_id, agent_id } = request.body;
      if (bundle_id || agent_id)
        throw invalidField(bundle_id ? '/bundle_id' : '/agent_id', 'names no bundle');
      const servers = server_ids ? new Set(server_ids) : undefined;
      const scope = scopeOf(request, platform);
      const filter = ({ serverId, effective }: CatalogTool) =>
        (servers?.has(serverId) ?? true) && (scope?.allows(effective.qualifiedName) ?? true);
      const found = await platform.parts.search.search(query, { limit, filter });
      return { tools: found.map(foundView) };
    },
  );
}

/** The platform session that the request names. */
function scopeOf({ headers, principal }: FastifyRequest, { parts }: PlatformHost) {
  const id = headers['x-session-id'];
  if (id === undefined) return undefined;
  const scope = parts.sessions.use(String(id), `${principal?.id}`);
  if (!scope) throw new PlatformError('GW_NOT_FOUND', 404, 'X-Session-Id names no session that can be used');
  return scope;
}

const foundView = ({ tool, score }: SearchResult<CatalogTool>): Static<typeof FoundTool> => ({
  tool_id: tool.id,
  tool_name: tool.effective.qualifiedName,
  qualified_name: tool.effective.qualifiedName,
  display_name: tool.effective.name,
  description: tool.effective.description,
  server_id: tool.serverId,
  server_name: tool.serverName,
  score,
  input_schema: tool.effective.inputSchema,
});
