import Type from 'typebox';

const text = Type.String();
const AnyObject = Type.Record(Type.String(), Type.Unknown());
const nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);

export const ByNameQuery = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 256,
      description: 'Qualified, or bare where only one server has it.',
    }),
  },
  { additionalProperties: false },
);

export const ToolLookup = Type.Object({
  tool_id: text,
  tool_name: Type.String({ description: 'The qualified name, as in all answers: what execution takes.' }),
  qualified_name: text,
  display_name: Type.String({ description: 'Without the name of the server.' }),
  description: text,
  server_id: text,
  server_name: text,
  input_schema: AnyObject,
});

export const ExecuteBody = Type.Object(
  {
    tool_name: Type.String({ minLength: 1, maxLength: 256 }),
    arguments: Type.Optional(nullable(AnyObject)),
    server_id: Type.Optional(nullable(text)),
    server_name: Type.Optional(nullable(text)),
    bundle_id: Type.Optional(nullable(text)),
    agent_id: Type.Optional(nullable(text)),
  },
  {
    additionalProperties: false,
    examples: [{ tool_name: 'files__read_text_file', arguments: { path: 'menu.txt' } }],
  },
);

export const ExecutionView = Type.Object({
  result: Type.Unknown({
    description:
      'The text where there is text alone; otherwise the content, or what the tool gave as structure.',
  }),
  server_id: text,
  server_name: text,
  tool_name: text,
  duration_ms: Type.Integer(),
  error: nullable(Type.String({ description: 'Why the tool itself failed.' })),
});
