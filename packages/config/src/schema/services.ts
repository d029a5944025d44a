import Type from 'typebox';
import { flag, list, named, seconds, section, text, textThat, wholeNumber } from './setting.ts';

// A NUL ends a text for the operating system: the server would be started with something else.
const withoutNul = (value: string) => !value.includes('\0');

const SandboxSchema = section(
  {
    enabled: flag({
      default: true,
      description:
        '`false` runs the server without isolation: no limits, and the environment of the gateway. For trusted servers only.',
    }),
    resource_limits: flag({ default: true, description: 'Whether the limits below hold.' }),
    restricted_env: flag({
      default: true,
      description:
        '`true` gives the server `PATH`, a home and temporary folder of its own, `USER`, `LANG` and its `env`, nothing else. `false` passes the environment of the gateway on.',
    }),
    drop_privileges: flag({
      default: false,
      description: 'Where the gateway runs as root: whether the server runs as an unprivileged user.',
    }),
    working_dir: Type.Optional(
      text({
        path: true,
        defaultText: 'the working folder of the gateway',
        description: 'Folder in which the server starts.',
      }),
    ),
    cpu_seconds: wholeNumber({
      default: 300,
      minimum: 1,
      maximum: 1_000_000_000,
      unit: 'seconds',
      description: 'CPU time that each process of the server may use, in seconds.',
    }),
    memory_mb: wholeNumber({
      default: 512,
      minimum: 1,
      maximum: 1_000_000_000,
      unit: 'MB',
      description: 'Memory of the server with all its processes, in MB.',
    }),
    processes: wholeNumber({
      default: 10,
      minimum: 1,
      maximum: 4_194_304,
      description: 'Processes that the server may consist of.',
    }),
    file_size_mb: wholeNumber({
      default: 10,
      minimum: 1,
      maximum: 1_000_000_000,
      unit: 'MB',
      description: 'Size of the largest file that the server may write, in MB.',
    }),
  },
  {
    alias: 'sandbox_config',
    description: 'Isolation of the server. Read under `sandbox` and under `sandbox_config`.',
  },
);

const ServiceSchema = section(
  {
    command: list(
      textThat(withoutNul, {
        expected: 'a text without NUL characters',
        description: 'Command or argument.',
      }),
      {
        minItems: 1,
        secretAfterFirst: true,
        expected: 'a list of texts, the command and its arguments: ["python3", "./server.py"]',
        description:
          'Command that starts the MCP server, and its arguments. No shell is involved. Relative paths are those of the folder in which the server starts.',
      },
    ),
    description: text({ default: '', description: 'What the service is for; callers see it.' }),
    enabled: flag({
      default: true,
      description: '`false` neither starts nor lists the service; its settings are checked all the same.',
    }),
    env: named(
      '^[^=\\s$\\u0000]+$',
      textThat(withoutNul, {
        expected: 'a text without NUL characters',
        description: 'Value of the variable.',
      }),
      {
        secret: true,
        expected: 'the name of an environment variable, without "=", "$" and spaces',
        description: 'Environment variables for the server, beside those that the sandbox gives it.',
      },
    ),
    sandbox: SandboxSchema,
    call_timeout: seconds({
      default: 30,
      description: 'Time for one call of a tool, in seconds; a call may ask for another one.',
    }),
    start_timeout: seconds({
      default: 30,
      description: 'Time for the server to start and to answer `initialize`, in seconds.',
    }),
    warm: wholeNumber({
      default: 0,
      minimum: 0,
      maximum: 1000,
      description:
        'Processes kept started and initialised ahead, so that the first call of a session does not wait.',
    }),
    shared: flag({
      default: false,
      description: '`true` serves all sessions by one process. For servers without state.',
    }),
  },
  { description: 'One MCP server.' },
);

/** The MCP servers behind the gateway, by name. */
export const ServicesSchema = named('^[a-zA-Z0-9_-]{1,64}$', ServiceSchema, {
  expected: 'a name of 1 to 64 letters, digits, "_" and "-"',
  description: 'The MCP servers, by name: 1 to 64 letters, digits, `_` and `-`.',
});
