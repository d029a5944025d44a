import Type from 'typebox';
import { offsetQuery, SliceOf, Time, Uuid } from '../paging.ts';

const nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
const optional = <Schema extends Type.TSchema>(schema: Schema) => Type.Optional(nullable(schema));
const text = Type.String();
const AnyObject = Type.Record(Type.String(), Type.Unknown());

export const SandboxParams = Type.Object({ sandbox_id: Uuid('The id of the sandbox.') });

const megabytes = (description: string) =>
  optional(Type.Integer({ minimum: 16, maximum: 1_000_000, description: `${description} In MB.` }));

/** Left out or null: what the configuration says. */
const limits = {
  idle_timeout_seconds: optional(
    Type.Integer({ minimum: 1, maximum: 2_147_483, description: 'Time without use after which it stops.' }),
  ),
  memory_mb: megabytes('Memory of all its processes.'),
  cpu_cores: optional(
    Type.Number({ minimum: 0.05, maximum: 4096, description: 'Processors that it may use at once.' }),
  ),
  disk_mb: megabytes('What its files may take.'),
  env_vars: optional(
    Type.Record(Type.String(), Type.String({ maxLength: 32_768 }), {
      maxProperties: 100,
      description: 'Variables of all its commands; kept encrypted, and not shown again.',
    }),
  ),
  network_enabled: optional(
    Type.Boolean({ description: 'Whether commands reach the network. Default false.' }),
  ),
};

export const CreateSandboxBody = Type.Object(
  {
    image: Type.Optional(
      Type.String({ minLength: 1, maxLength: 255, description: 'One of `/sandbox-images`.' }),
    ),
    ...limits,
    session_key: optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description: "Finds the caller's sandbox of this key, and lets it run, instead of making another.",
      }),
    ),
  },
  { additionalProperties: false },
);

export const UpdateSandboxBody = Type.Object(limits, { additionalProperties: false });

export const ListQuery = Type.Object(offsetQuery, { additionalProperties: false });

export const SandboxView = Type.Object({
  id: text,
  user_id: Type.Null(),
  user_name: Type.String({ description: 'Whose it is.' }),
  status: Type.Enum(['running', 'stopped', 'unavailable'], {
    description: '`unavailable`: its files are not on this host.',
  }),
  image: text,
  runtime: Type.Union([text, Type.Null()], { description: 'What it really is: `Python 3.11.7`.' }),
  container_id: nullable(text),
  workspace_path: Type.String({ description: 'Where its files are.' }),
  created_at: Time('When it was made.'),
  last_activity_at: Time('When something was done with it.'),
  stopped_at: nullable(Time('Since when it is stopped.')),
  memory_mb: Type.Integer(),
  cpu_cores: Type.Number(),
  disk_mb: Type.Integer(),
  idle_timeout_seconds: Type.Integer(),
  network_enabled: Type.Boolean(),
  exec_count: Type.Integer({ description: 'Commands that were run.' }),
  session_key: nullable(text),
});

export const SandboxList = SliceOf(SandboxView);

export const ExecBody = Type.Object(
  {
    command: Type.String({ minLength: 1, maxLength: 100_000, description: 'For the shell, `sh -c`.' }),
    timeout_seconds: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 2_147_483, description: 'Default 30.' }),
    ),
  },
  { additionalProperties: false },
);

export const ExecView = Type.Object({
  exit_code: Type.Integer({ description: '124 after its time was up; 128 + n after signal n.' }),
  stdout: Type.String({ description: 'What is no UTF-8 is replaced.' }),
  stderr: Type.String({ description: 'With a last line for what is cut, timed out, or ended from outside.' }),
  duration_ms: Type.Integer(),
  timed_out: Type.Boolean(),
  truncated: Type.Boolean({ description: 'Whether an output is only the beginning.' }),
  stdout_bytes: Type.Integer({ description: 'Written in all.' }),
  stderr_bytes: Type.Integer({ description: 'Written in all.' }),
  ended: Type.Union([text, Type.Null()], { description: 'Why all of the sandbox was ended under it.' }),
});

export const ActivityView = Type.Object({
  id: text,
  action: Type.String({
    description: '`create`, `exec`, `upload`, `install_skills`, `update`, `stop`, `resume`.',
  }),
  command: Type.Optional(text),
  exit_code: Type.Optional(nullable(Type.Integer())),
  details: AnyObject,
  created_at: Time('When it was done.'),
});

export const ActivityList = SliceOf(ActivityView);

export const FilesQuery = Type.Object(
  { path: Type.Optional(Type.String({ maxLength: 4_096, description: 'A folder. Default `/workspace`.' })) },
  { additionalProperties: false },
);

export const FileView = Type.Object({
  name: text,
  path: text,
  type: Type.Enum(['file', 'folder', 'link', 'other']),
  size: Type.Integer({ description: 'In bytes.' }),
  is_directory: Type.Boolean(),
  executable: Type.Boolean(),
  modified_at: Time('When it was changed.'),
});

export const FileList = Type.Object({
  items: Type.Array(FileView),
  truncated: Type.Boolean({ description: 'Whether the folder has more than 10,000 entries.' }),
});

export const InstallSkillsBody = Type.Object(
  { skill_ids: Type.Array(Uuid('The id of a skill.'), { minItems: 1, maxItems: 100 }) },
  { additionalProperties: false },
);

export const InstalledSkills = Type.Object({
  installed: Type.Array(Type.Object({ skill_id: text, name: text, path: text, files: Type.Integer() })),
});
