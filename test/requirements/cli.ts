import type { Requirement } from '../requirement.ts';

export const cli: readonly Requirement[] = [
  {
    id: 'cli:call:failure',
    sentence: '`mcp-gateway call` ends with exit code 1 for a failing and an unknown tool.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:call:nothing-left',
    sentence: '`mcp-gateway call` leaves no session and no process behind.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:call:result',
    sentence:
      "`mcp-gateway call` prints the result, with --json the whole answer, and reads arguments by the tool's schema.",
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:config:missing',
    sentence: 'A command that finds no configuration names the file and writes none.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:export:moves',
    sentence:
      '`mcp-gateway export` and `import` move what is kept between SQLite and PostgreSQL, with its secrets.',
    source: 'issue 6, part 1',
  },
  {
    id: 'cli:export:safe',
    sentence: 'An export is for its user alone, appears whole, and writes over nothing unless it is told to.',
    source: 'issue 6, part 1',
  },
  {
    id: 'cli:import:safe',
    sentence: 'An import is refused where something is kept or a gateway runs; a bad one changes nothing.',
    source: 'issue 6, part 1',
  },
  {
    id: 'cli:exec:no-node-path',
    sentence: 'The command lends the servers that it starts no NODE_PATH of the workspace.',
    source: 'issue 3, part 1',
  },
  {
    id: 'cli:exec:one-pid',
    sentence: 'The command becomes the gateway: SIGKILL of its pid is SIGKILL of the gateway.',
    source: 'issue 3, part 1',
  },
  {
    id: 'cli:first-start:curl-lines',
    sentence:
      "The first start prints the guide's curl lines with the generated credentials, and they answer as printed.",
    source: 'issue 3, Done means',
  },
  {
    id: 'cli:completion',
    sentence: '`mcp-gateway completion bash|zsh|fish` prints a script that completes commands and options.',
    source: 'issue 6, part 8',
  },
  {
    id: 'cli:export-client',
    sentence:
      "`mcp-gateway export-client claude|cursor|vscode|codex` prints that client's configuration for the gateway or one server, without a secret in it.",
    source: 'issue 7, part 1',
  },
  {
    id: 'cli:platform:addresses',
    sentence:
      'Commands of the platform API are for the gateway of the configuration, or of --gateway and MCPGATEWAY_URL, with MCPGATEWAY_TOKEN.',
    source: 'issue 6, part 8',
  },
  {
    id: 'cli:platform:errors',
    sentence:
      'What the gateway refuses ends a command with exit code 1 and its own words; nothing is started for it.',
    source: 'issue 6, part 8',
  },
  {
    id: 'cli:platform:lazy',
    sentence: 'Commands of the platform API are loaded when they are used.',
    source: 'issue 6, part 8',
  },
  {
    id: 'cli:platform:output',
    sentence: 'Lists are tables at a terminal, lines with tabs otherwise, and JSON with --json.',
    source: 'issue 6, part 8',
  },
  {
    id: 'cli:platform:resources',
    sentence:
      '`mcp-gateway servers|tools|bundles|connections|sessions|keys|skills|sandboxes` does over the API what there is to do.',
    source: 'issue 6, part 8',
  },
  {
    id: 'cli:platform:secrets',
    sentence: 'Secrets are read from standard input, never from the command line.',
    source: 'issue 6, part 8',
  },
  { id: 'cli:help:lists', sentence: '`--help` lists the options and commands.', source: 'issue 3, part 6' },
  {
    id: 'cli:init:never-overwrites',
    sentence: '`mcp-gateway init` never overwrites a file that is there.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:init:writes',
    sentence: '`mcp-gateway init` writes a first configuration.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:listen:port-taken',
    sentence: 'A port that is taken stops the start with a message that names the setting.',
    source: 'issue 3, part 11',
  },
  {
    id: 'cli:tools:lists',
    sentence:
      '`mcp-gateway tools [service]` lists tools, readable and as JSON, with or without a running gateway.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:usage:refused',
    sentence: 'A wrong command line is refused with a hint, and starts nothing.',
    source: 'issue 3, part 6',
  },
  {
    id: 'cli:validate:right',
    sentence: '`mcp-gateway validate` says that a configuration is right, as text and as JSON.',
    source: 'issue 3, part 2',
  },
  { id: 'cli:version:prints', sentence: '`--version` prints the version.', source: 'issue 3, part 6' },
];
