import type { BundleContent, CatalogTool, SearchResult } from '@gw/catalog';
import Type, { type Static } from 'typebox';
import { access } from '../access.ts';
import type { PlatformHost } from '../platform.ts';
import type { PlatformApp } from '../typebox-routes.ts';
import { bundleOf, isIn, sessionOf } from './execution-place.ts';

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
      const { query, limit, server_ids } = request.body;
      const bundle = bundleOf(request.body, platform.parts);
      const servers = server_ids ? new Set(server_ids) : undefined;
      const session = sessionOf(request, platform.parts);
      const filter = (tool: CatalogTool) =>
        (servers?.has(tool.serverId) ?? true) &&
        (session?.selection.allows(tool) ?? true) &&
        isIn(bundle, tool);
      const found = await platform.parts.search.search(query, { limit, filter });
      return { tools: found.map(result => foundView(result, bundle)) };
    },
  );
}

const foundView = (
  { tool, score }: SearchResult<CatalogTool>,
  bundle: BundleContent | undefined,
): Static<typeof FoundTool> => {
  const held = bundle?.find(tool.id);
  return {
    tool_id: tool.id,
    tool_name: held?.name ?? tool.effective.qualifiedName,
    qualified_name: tool.effective.qualifiedName,
    display_name: held?.overrideName ?? tool.effective.name,
    description: held?.description ?? tool.effective.description,
    server_id: tool.serverId,
    server_name: tool.serverName,
    score,
    input_schema: tool.effective.inputSchema,
  };
};
