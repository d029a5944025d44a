import Type from 'typebox';
import { network } from './sandbox.ts';
import { choice, flag, list, number, seconds, section, text, wholeNumber } from './setting.ts';

const largest = 1_000_000;

const megabytes = (byDefault: number, description: string) =>
  wholeNumber({ default: byDefault, minimum: 1, maximum: largest, unit: 'MB', description });

const count = (byDefault: number, description: string) =>
  wholeNumber({ default: byDefault, minimum: 0, maximum: 100_000, description });

/** What sandboxes of the platform API may have. */
export const SandboxesSchema = section(
  {
    engine: choice(['sandbox', 'podman', 'docker'], {
      default: 'sandbox',
      description:
        'What runs sandboxes: `sandbox` isolates commands on this host, with its programs; `podman` and `docker` run containers from images.',
    }),
    image: text({
      default: 'docker.io/library/python:3-slim',
      minLength: 1,
      description:
        'Where `engine` is a container engine: the image of sandboxes that name none of their own.',
    }),
    images: list(text({ minLength: 1, description: 'An image; `*` stands for anything without a slash.' }), {
      default: ['python:*', 'node:*', 'bash:*'],
      description: 'Where `engine` is a container engine: the images that callers may name.',
    }),
    network: Type.Optional(
      network({
        defaultText: '`"host"`',
        description:
          'What sandboxes reach whose callers asked for a network: all that the host reaches, nothing, so that asking is refused, or the listed domains and ports alone. The others reach nothing.',
      }),
    ),
    memory_mb: megabytes(
      512,
      'Memory of a sandbox with all its processes where the caller names none, in MB.',
    ),
    max_memory_mb: megabytes(2048, 'The most memory that a caller may name, in MB.'),
    cpu_cores: number({
      default: 1,
      exclusiveMinimum: 0,
      maximum: 4096,
      description:
        'Processors that a sandbox may use at once where the caller names none; holds where there is a cgroup.',
    }),
    max_cpu_cores: number({
      default: 2,
      exclusiveMinimum: 0,
      maximum: 4096,
      description: 'The most processors that a caller may name.',
    }),
    disk_mb: megabytes(1024, 'What the files of a sandbox may take where the caller names nothing, in MB.'),
    max_disk_mb: megabytes(4096, 'The most that a caller may name, in MB.'),
    processes: wholeNumber({
      default: 64,
      minimum: 2,
      maximum: 4_194_304,
      description: 'Processes that a sandbox may have at once.',
    }),
    idle_timeout: seconds({
      default: 1800,
      description: 'Time without use after which a sandbox stops where the caller names none, in seconds.',
    }),
    max_idle_timeout: seconds({
      default: 86_400,
      description: 'The longest such time that a caller may name, in seconds.',
    }),
    max_exec_timeout: seconds({
      default: 600,
      description: 'The longest time that a caller may give a command, in seconds.',
    }),
    max_output_mb: megabytes(1, 'What is kept of each output of a command, in MB; the rest is counted.'),
    max_sandboxes: count(100, 'Sandboxes that there may be, stopped ones too. 0: none may be made.'),
    max_sandboxes_per_caller: count(10, 'Sandboxes that one caller may have.'),
    max_running: count(20, 'Sandboxes that may have processes at once.'),
    allow_degraded: flag({
      default: false,
      description:
        'Whether sandboxes are made where this host can not isolate them: commands then see its files and its network. For trusted callers only.',
    }),
    mcp_server: flag({
      default: false,
      description:
        'Whether MCP clients are offered a sandbox of their own: the built-in server `sandbox`, with tools to run commands and to read and write files.',
    }),
  },
  {
    description: 'Sandboxes: places for callers of the platform API to run commands in; `docs/sandboxes.md`.',
  },
);
