import Type from 'typebox';
import { choice, choiceOr, flag, list, number, section, text, textThat, wholeNumber } from './setting.ts';

/** `api.example.com:443`, `*.example.com:443`, `10.1.0.0/16:5432`, `[fd00::1]:443`; the sandbox reads it in full. */
const target = /^([^\s:[\]]+|\[[\da-fA-F:./]+\]):\d{1,5}$/;

/** What a process may reach. */
export const network = (options: {
  readonly description: string;
  readonly defaultText?: string;
  readonly default?: string;
}) =>
  choiceOr(
    ['host', 'none'],
    {
      allow: list(
        textThat(value => target.test(value), {
          expected: 'a domain or address with a port, such as "api.example.com:443"',
          description: 'Domain or address, and port.',
        }),
        { description: 'What may be reached. Empty: nothing.' },
      ),
    },
    { expected: '"host", "none", or { "allow": ["api.example.com:443"] }', ...options },
  );

const paths = (options: { readonly description: string }) => {
  const item = text({ path: true, description: 'Path; relative to the working folder of the gateway.' });
  return list(item, { default: [], expected: 'a list of paths', ...options });
};

const largest = 1_000_000_000;

/** Isolation of one MCP server. */
export const SandboxSchema = section(
  {
    preset: Type.Optional(
      choice(['none', 'medium', 'high', 'strict'], {
        defaultText: '`high`; `none` where `enabled` is `false`, `medium` where `restricted_env` is',
        description:
          "How much is held back. `none`: nothing. `medium`: the limits hold, and the gateway's environment is passed on without its secrets. `high`: a restricted environment; the host's files read-only, without home and temporary folders, other processes, and the gateway's configuration and data; no privileges. `strict`: as `high`, and of the host's files only what the policy names and the command needs to run.",
      }),
    ),
    enabled: flag({
      default: true,
      description:
        '`false` runs the server without isolation: no limits, and the environment of the gateway; no other setting has an effect. For trusted servers only.',
    }),
    resource_limits: flag({ default: true, description: 'Whether the limits below hold.' }),
    restricted_env: Type.Optional(
      flag({
        defaultText: '`true`; `false` under the presets `medium` and `none`',
        description:
          '`true` gives the server `PATH`, a home and temporary folder of its own, `USER`, `LANG` and its `env`, nothing else. `false` passes the environment of the gateway on.',
      }),
    ),
    drop_privileges: flag({
      default: false,
      description: 'Where the gateway runs as root: whether the server runs as an unprivileged user.',
    }),
    working_dir: Type.Optional(
      text({
        path: true,
        defaultText: 'the working folder of the gateway',
        description: 'Folder in which the server starts. Where it is given, the server sees it.',
      }),
    ),
    allow_read: paths({
      description:
        'Files and folders that the server sees though the preset hides them. Empty: none beside what the command names.',
    }),
    allow_write: paths({
      description:
        'Files and folders that the server may change. Empty: none but its own home and temporary folders.',
    }),
    hide: paths({
      description:
        'Files and folders hidden from the server, below an allowed folder, too. Empty: those of the preset.',
    }),
    network: Type.Optional(
      network({
        defaultText: '`"host"`',
        description:
          "What the server may reach: all that the host reaches, nothing (not even the host's loopback), or the listed domains and ports alone, names looked up by the gateway.",
      }),
    ),
    seccomp: Type.Optional(
      flag({
        defaultText: '`true` from the preset `high` on',
        description: 'Whether system calls that servers do not need are refused.',
      }),
    ),
    cpu_seconds: wholeNumber({
      default: 300,
      minimum: 1,
      maximum: largest,
      unit: 'seconds',
      description: 'CPU time that each process of the server may use, in seconds.',
    }),
    cpu_share: Type.Optional(
      number({
        exclusiveMinimum: 0,
        maximum: 4096,
        defaultText: 'all processors',
        description:
          'Processors that the server with all its processes may use at once: `0.5` is half of one. Needs a cgroup.',
      }),
    ),
    memory_mb: wholeNumber({
      default: 512,
      minimum: 1,
      maximum: largest,
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
      maximum: largest,
      unit: 'MB',
      description: 'Size of the largest file that the server may write, in MB.',
    }),
    disk_mb: wholeNumber({
      default: 1024,
      minimum: 1,
      maximum: largest,
      unit: 'MB',
      description: "What the server's own home and temporary folders may hold together, in MB.",
    }),
    open_files: wholeNumber({
      default: 1024,
      minimum: 16,
      maximum: 1_048_576,
      description: 'Files and connections that each process of the server may have open.',
    }),
    allow_degraded: Type.Optional(
      flag({
        defaultText: 'only for what is not set here',
        description:
          'What happens where the host cannot give something of this. `true`: the server starts without it, with a warning. `false`: it does not start. Left out: it does not start without what is set here, but without what only the default preset asks for it does.',
      }),
    ),
  },
  {
    alias: 'sandbox_config',
    description:
      'Isolation of the server; `docs/sandbox.md` says what each preset holds back. Read under `sandbox` and under `sandbox_config`.',
  },
);
