import Type from 'typebox';
import { Time, Uuid } from '../paging.ts';

const text = Type.String();
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const ToolParams = Type.Object({
  server_id: Uuid('The id of the server.'),
  tool_id: Uuid('The id of the tool.'),
});

export const ToolView = Type.Object({
  id: text,
  server_id: text,
  server_name: text,
  name: Type.String({ description: 'As callers see it.' }),
  original_name: Type.String({ description: 'As the server names it.' }),
  qualified_name: text,
  description: text,
  input_schema: AnyObject,
  output_schema: nullable(AnyObject),
  annotations: nullable(AnyObject),
  enabled: Type.Boolean({ description: 'Whether callers see it.' }),
  selected: Type.Boolean({ description: 'Whether it is one of the selected ones.' }),
  overrides: AnyObject,
  schema_corrected: Type.Boolean(),
  created_at: Time('When it was first seen.'),
  updated_at: Time('When it was changed.'),
});

export const ToolList = Type.Object({ items: Type.Array(ToolView), total: Type.Integer() });

const overridable = {
  name: Type.Optional(nullable(Type.String())),
  description: Type.Optional(nullable(Type.String({ maxLength: 20_000 }))),
  enabled: Type.Optional(nullable(Type.Boolean())),
  argument_defaults: Type.Optional(nullable(AnyObject)),
};

export const OverridesBody = Type.Object(overridable, {
  additionalProperties: false,
  description: 'What callers see in place of what the server says; null takes an override away.',
});

export const OverridesView = Type.Object({ tool_id: text, ...overridable });

export const CorrectionView = Type.Object({
  tool_id: text,
  corrected: Type.Boolean({ description: 'Whether anything was wrong.' }),
  changes: Type.Array(text, { description: 'What was done, one sentence each.' }),
  input_schema: AnyObject,
});

const selection = {
  exposure_mode: Type.Enum(['all', 'selected']),
  selected_tool_ids: Type.Array(text, { maxItems: 100_000 }),
};

export const SelectionBody = Type.Partial(Type.Object(selection), { additionalProperties: false });
export const SelectionView = Type.Object(selection);

export const SyncView = Type.Object({
  tools_added: Type.Integer(),
  tools_updated: Type.Integer(),
  tools_removed: Type.Integer(),
  total_tools: Type.Integer(),
});

const declared = {
  name: Type.String({ description: 'Without the name of the server.' }),
  description: Type.Optional(Type.String({ maxLength: 20_000 })),
  input_schema: Type.Optional(AnyObject),
};

export const DeclareToolBody = Type.Object(declared, { additionalProperties: false });
export const UpdateToolBody = Type.Partial(Type.Object(declared), { additionalProperties: false });
export const SyncToolsBody = Type.Object(
  { tools: Type.Array(DeclareToolBody, { maxItems: 10_000 }) },
  { additionalProperties: false },
);
