import Type from 'typebox';
import { ServerView } from '../servers/server-schemas.ts';

const text = Type.String();
const nullable = <Schema extends Type.TSchema>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const SearchQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words; without, what is well known.' }),
    ),
  },
  { additionalProperties: false },
);

export const EntryParams = Type.Object({
  registry: Type.String({ description: '`npm`, `pypi`, `docker`, `mcp`, `builtin`.' }),
});

export const EntryView = Type.Object({
  registry: text,
  registry_id: text,
  name: text,
  description: nullable(text, 'What it does.'),
  version: nullable(text, 'The newest one.'),
  homepage: nullable(text, 'Where it is documented.'),
  executables: nullable(Type.Array(text), 'Its programs; null where they are known once it is installed.'),
  needs: Type.Array(
    Type.Object({
      name: text,
      description: nullable(text, 'What it is for.'),
      required: Type.Boolean(),
      secret: Type.Boolean(),
    }),
    { description: 'Variables, or headers of a remote server, that it takes.' },
  ),
});

export const SearchView = Type.Object({
  items: Type.Array(EntryView),
  unavailable: Type.Array(Type.Object({ registry: text, error: text }), {
    description: 'Catalogs that did not answer.',
  }),
});

export const ImportBody = Type.Object(
  {
    registry: Type.String({ maxLength: 64 }),
    registry_id: Type.String({ minLength: 1, maxLength: 300, description: 'Its id in that catalog.' }),
    name: Type.String({
      pattern: '^[a-zA-Z0-9_-]{1,64}$',
      description: 'Of the server; unique; the qualified names of its tools begin with it.',
    }),
    version: Type.Optional(Type.String({ description: 'A version or a tag; the newest by default.' })),
    executable: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'Which program of the package is the server, where there are several.',
      }),
    ),
    config_overrides: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Of a package: `args`, `env`, `cwd`, `sandbox`; of a remote server: `headers`.',
      }),
    ),
    auto_start: Type.Optional(Type.Boolean({ default: true })),
    display_name: Type.Optional(nullable(Type.String({ maxLength: 255 }), 'What people call it.')),
    description: Type.Optional(nullable(Type.String({ maxLength: 2_000 }), 'What it is for.')),
    icon_url: Type.Optional(nullable(Type.String({ maxLength: 2_000 }), 'Its picture.')),
  },
  { additionalProperties: false },
);

export const ImportedView = Type.Intersect([
  ServerView,
  Type.Object({ operation_id: Type.String({ description: 'What installs it: `/api/v1/operations/{id}`.' }) }),
]);
