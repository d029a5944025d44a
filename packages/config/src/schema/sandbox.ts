import Type from 'typebox';
import { flag, section, text, wholeNumber } from './setting.ts';

/** Isolation of one MCP server. */
export const SandboxSchema = section(
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
