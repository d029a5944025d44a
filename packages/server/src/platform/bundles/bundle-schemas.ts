import Type from 'typebox';
import { PageOf, pageQuery, Time, Uuid } from '../paging.ts';

const text = Type.String();
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

const bundleId = Uuid('The id of the bundle.');

export const BundleParams = Type.Object({ bundle_id: bundleId });
export const AgentParams = Type.Object({ agent_id: Uuid('The agent that the bundle is for.') });
export const BundleServerParams = Type.Object({
  bundle_id: bundleId,
  server_id: Uuid('The id of the server.'),
});
export const BundleToolParams = Type.Object({ bundle_id: bundleId, tool_id: Uuid('The id of the tool.') });
export const BundleConnectionParams = Type.Object({
  bundle_id: bundleId,
  connection_id: Uuid('The id of the connection.'),
});

export const ListBundlesQuery = Type.Object(
  {
    ...pageQuery,
    page_size: Type.Integer({ minimum: 1, maximum: 1_000, default: 20, description: 'Entries of a page.' }),
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words that all occur in name or description.' }),
    ),
  },
  { additionalProperties: false },
);

export const ListToolsQuery = Type.Object(
  {
    ...pageQuery,
    page_size: Type.Integer({ minimum: 1, maximum: 1_000, default: 100, description: 'Entries of a page.' }),
  },
  { additionalProperties: false },
);

const named = {
  name: Type.String({ minLength: 1, maxLength: 255 }),
  description: Type.Optional(nullable(Type.String({ maxLength: 20_000 }))),
  agent_id: Type.Optional(
    nullable({ ...Uuid('The agent that it is for, by an id of its own; one bundle at most is for each.') }),
  ),
};

const toolFields = {
  override_name: Type.Optional(
    nullable(Type.String({ description: 'The whole name in this bundle. Default: the qualified name.' })),
  ),
  override_description: Type.Optional(nullable(Type.String({ maxLength: 20_000 }))),
  enabled: Type.Optional(Type.Boolean({ description: 'Whether users of the bundle see it.' })),
  display_order: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1_000_000_000, description: 'Its place, from the front.' }),
  ),
};

const NewTools = Type.Array(
  Type.Object({ tool_id: Uuid('The id of the tool.'), ...toolFields }, { additionalProperties: false }),
  { maxItems: 10_000 },
);

export const CreateBundleBody = Type.Object(
  { ...named, tools: Type.Optional(nullable(NewTools)) },
  { additionalProperties: false },
);

export const UpdateBundleBody = Type.Object(
  { ...named, name: Type.Optional(named.name) },
  { additionalProperties: false },
);

export const AddToolsBody = Type.Object({ tools: NewTools }, { additionalProperties: false });

export const UpdateToolBody = Type.Object(toolFields, { additionalProperties: false });

const common = {
  id: text,
  name: text,
  description: nullable(text),
  agent_id: nullable(text),
  tool_count: Type.Integer({ description: 'Tools in it, those of its servers too.' }),
  created_at: Time('When it was made.'),
  updated_at: Time('When it was changed.'),
};

const withKey = {
  ...common,
  bundle_key: Type.String({ description: 'The last part of its MCP endpoint, `/mcp/bundles/{bundle_key}`.' }),
};

export const BundleToolView = Type.Object({
  id: Type.String({ description: 'Of its place in the bundle.' }),
  tool_id: text,
  override_name: nullable(text),
  override_description: nullable(text),
  enabled: Type.Boolean(),
  display_order: Type.Integer(),
  has_override_embedding: Type.Boolean({ description: 'Always false: tools are found by their own words.' }),
  original_name: Type.String({ description: 'As its server names it.' }),
  original_description: text,
  server_id: text,
  server_name: text,
  display_name: Type.String({ description: 'As callers see it, outside of the bundle.' }),
  input_schema: AnyObject,
  tool_name: Type.String({ description: 'The qualified name.' }),
  effective_name: Type.String({ description: 'As users of the bundle see it.' }),
  effective_description: text,
  created_at: Time('When it came in.'),
  updated_at: Time('When it was changed.'),
});

export const BundleView = Type.Object(common);
export const BundleList = PageOf(BundleView);
export const BundleWithKey = Type.Object(withKey);
export const BundleDetail = Type.Object({ ...withKey, tools: Type.Array(BundleToolView) });
export const BundleTools = Type.Array(BundleToolView);
export const BundleToolList = PageOf(BundleToolView);

export const ServerAssignment = Type.Object({
  tools_added: Type.Integer({ description: 'Tools that came in with it.' }),
  tools_existing: Type.Integer({ description: 'Tools of it that were in already.' }),
});

export const BundleConnectionView = Type.Object({
  id: text,
  bundle_id: text,
  server_id: text,
  user_connection_id: text,
  server_name: text,
  provider_name: nullable(text),
  provider_email: nullable(text),
  is_valid: Type.Boolean(),
  created_at: Time('When it was assigned.'),
});

export const BundleConnectionList = Type.Object({
  items: Type.Array(BundleConnectionView),
  total: Type.Integer(),
});
