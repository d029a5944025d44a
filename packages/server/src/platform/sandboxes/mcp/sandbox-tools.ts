import type { JsonObject } from '@gw/mcp-client';
import Type, { type Static } from 'typebox';

const path = (description: string) => Type.String({ minLength: 1, maxLength: 4_096, description });

export const ExecArguments = Type.Object(
  {
    command: Type.String({
      minLength: 1,
      maxLength: 100_000,
      description: 'For the shell, `sh -c`, in /workspace.',
    }),
    timeout_seconds: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'After this it is ended. Default 30.' }),
    ),
  },
  { additionalProperties: false },
);

export const WriteArguments = Type.Object(
  {
    path: path('The file, below /workspace; folders on the way are made.'),
    content: Type.String({ description: 'All of it.' }),
    encoding: Type.Optional(Type.Enum(['utf-8', 'base64'], { description: 'Of `content`. Default utf-8.' })),
  },
  { additionalProperties: false },
);

export const ReadArguments = Type.Object(
  { path: path('The file, below /workspace.') },
  { additionalProperties: false },
);

export const ListArguments = Type.Object(
  { path: Type.Optional(path('The folder. Default /workspace.')) },
  { additionalProperties: false },
);

const ExecResult = Type.Object({
  exit_code: Type.Integer(),
  stdout: Type.String(),
  stderr: Type.String(),
  timed_out: Type.Boolean(),
  truncated: Type.Boolean(),
});

const ListResult = Type.Object({
  files: Type.Array(
    Type.Object({
      name: Type.String(),
      path: Type.String(),
      type: Type.Enum(['file', 'folder', 'link', 'other']),
      size: Type.Integer(),
    }),
  ),
  truncated: Type.Boolean(),
});

export type ExecResult = Static<typeof ExecResult>;
export type ListResult = Static<typeof ListResult>;

const asObject = (schema: object) => JSON.parse(JSON.stringify(schema)) as JsonObject;

const onlyReads = { readOnlyHint: true, openWorldHint: false };

/** The tools as clients see them. */
export const sandboxTools: readonly JsonObject[] = [
  {
    name: 'exec',
    title: 'Run a command',
    description:
      'Run a shell command in your own isolated sandbox, with python, node and the usual programs. Files and background processes stay until your session ends. Tells the exit code and both outputs; 124 is a time-out.',
    inputSchema: asObject(ExecArguments),
    outputSchema: asObject(ExecResult),
    annotations: { destructiveHint: false, openWorldHint: false },
  },
  {
    name: 'write_file',
    title: 'Write a file',
    description: 'Write a file in your sandbox, replacing what was there.',
    inputSchema: asObject(WriteArguments),
    annotations: { destructiveHint: true, idempotentHint: true, openWorldHint: false },
  },
  {
    name: 'read_file',
    title: 'Read a file',
    description: 'Read a file of your sandbox: its text, or its bytes where it is none.',
    inputSchema: asObject(ReadArguments),
    annotations: onlyReads,
  },
  {
    name: 'list_files',
    title: 'List files',
    description: 'List a folder of your sandbox.',
    inputSchema: asObject(ListArguments),
    outputSchema: asObject(ListResult),
    annotations: onlyReads,
  },
];
