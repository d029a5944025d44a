import Type from 'typebox';
import { offsetQuery, SliceOf, Time, Uuid } from '../paging.ts';
import type { UploadedFile } from './uploaded-file.ts';

const AnyObject = Type.Record(Type.String(), Type.Unknown());
const textOrNull = (description?: string) =>
  Type.Union([Type.String(), Type.Null()], description ? { description } : {});

const name = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Brought into the form of the format: `My Skill` becomes `my-skill`.',
});
const description = Type.String({
  maxLength: 1_024,
  description: 'What it does and when to use it. Default: what the front matter says, or its first words.',
});
const serverId = Type.Union([Uuid('The server that it belongs to, and is attached to.'), Type.Null()], {
  description: 'The server that it belongs to, and is attached to.',
});
const metadata = Type.Record(Type.String(), Type.Unknown(), {
  description: 'Whatever callers keep with it. Default: the rest of the front matter.',
});
const content = Type.String({
  maxLength: 1_048_576,
  description:
    '`SKILL.md`; front matter that is missing is added, and made to say the name and description given.',
});

export const SkillParams = Type.Object({ skill_id: Uuid('The id of the skill.') });

export const AttachParams = Type.Object({
  server_id: Uuid('The id of the server.'),
  skill_id: Uuid('The id of the skill.'),
});

export const SourceParams = Type.Object({
  source: Type.String({
    maxLength: 2_000,
    description: '`builtin`, `owner/name` at GitHub, or the URL of a Git repository.',
  }),
});

export const OfferedParams = Type.Object({
  ...SourceParams.properties,
  skill_name: Type.String({ maxLength: 200, description: 'The name of the skill.' }),
});

export const ListSkillsQuery = Type.Object(
  {
    ...offsetQuery,
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words that all occur in name or description.' }),
    ),
    source_type: Type.Optional(
      Type.String({
        maxLength: 64,
        description: '`markdown`, `upload`, `catalog` (the built-in one), `github` or `git`.',
      }),
    ),
    mcp_server_id: Type.Optional(Uuid('Only those that belong to this server or are attached to it.')),
  },
  { additionalProperties: false },
);

export const CatalogQuery = Type.Object(
  {
    search: Type.Optional(
      Type.String({ maxLength: 200, description: 'Words that all occur in name, description or tags.' }),
    ),
  },
  { additionalProperties: false },
);

export const CreateSkillBody = Type.Object(
  {
    name,
    skill_md_content: content,
    description: Type.Optional(Type.Union([description, Type.Null()])),
    mcp_server_id: Type.Optional(serverId),
    skill_metadata: Type.Optional(metadata),
  },
  { additionalProperties: false },
);

/** What is left out stays. */
export const UpdateSkillBody = Type.Object(
  {
    name: Type.Optional(name),
    skill_md_content: Type.Optional(content),
    description: Type.Optional(description),
    mcp_server_id: Type.Optional(serverId),
    clear_server_link: Type.Optional(
      Type.Boolean({ description: 'Takes it from the server that it belongs to.' }),
    ),
    skill_metadata: Type.Optional(metadata),
    portal_visible: Type.Optional(Type.Boolean()),
    portal_category: Type.Optional(Type.Union([Type.String({ maxLength: 255 }), Type.Null()])),
    portal_tags: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100 })),
  },
  { additionalProperties: false },
);

export const UploadSkillBody = Type.Object({
  file: Type.Unsafe<UploadedFile>({
    description:
      '`SKILL.md` as `.md`, or its folder as `.zip` or `.tar.gz`: at most 512 files and 16 MiB unpacked.',
    contentMediaType: 'application/octet-stream',
  }),
  mcp_server_id: Type.Optional(Uuid('The server that it belongs to, and is attached to.')),
});

export const ImportSkillBody = Type.Object(
  {
    source: SourceParams.properties.source,
    skill_name: Type.String({ minLength: 1, maxLength: 200, description: 'The name of the skill there.' }),
    github_repo: Type.Optional(
      Type.Union([Type.String({ maxLength: 2_000 }), Type.Null()], {
        description: 'In place of `source`: `owner/name`, or the URL of a Git repository.',
      }),
    ),
    mcp_server_id: Type.Optional(serverId),
  },
  { additionalProperties: false },
);

export const SkillView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: textOrNull(),
  source_type: Type.String({ description: '`markdown`, `upload`, `catalog`, `github` or `git`.' }),
  source_url: textOrNull('The repository that it was imported from.'),
  mcp_server_id: textOrNull('The server that it belongs to.'),
  mcp_server_name: textOrNull(),
  skill_metadata: AnyObject,
  package_size_bytes: Type.Integer({ description: 'Of its archive.' }),
  portal_visible: Type.Boolean(),
  portal_category: textOrNull(),
  portal_tags: Type.Array(Type.String()),
  skill_md_content: textOrNull('`SKILL.md`; null in lists.'),
  created_at: Time('When it was made.'),
  updated_at: Time('When it was changed last.'),
});

export const SkillList = SliceOf(SkillView);

export const OfferedSkillView = Type.Object({
  name: Type.String(),
  description: Type.String(),
  source: Type.String({ description: 'The catalog.' }),
  source_url: Type.String({ description: 'Where to look at it; empty for the built-in catalog.' }),
  author: textOrNull(),
  version: textOrNull(),
  tags: Type.Array(Type.String()),
  license: textOrNull(),
  files: Type.Array(Type.String(), { description: 'Paths.' }),
  metadata: AnyObject,
});

export const OfferedSkills = Type.Object({
  items: Type.Array(OfferedSkillView),
  total: Type.Integer(),
});

export const SkillTemplates = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      description: Type.String({ description: 'What it is for.' }),
      skill_md_content: Type.String({ description: 'A `SKILL.md` to begin with.' }),
    }),
  ),
});

export const Attached = Type.Object({
  attachment_id: Type.String(),
  tools_registered: Type.Array(Type.String(), {
    description: "What the server offers because of it: a prompt's name, then URIs of resources.",
  }),
  server_id: Type.String(),
  skill_id: Type.String(),
});

export const SkillArchive = Type.String({
  description: 'A zip archive of the folder.',
  contentMediaType: 'application/zip',
});
