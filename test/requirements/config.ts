import type { Requirement } from '../requirement.ts';

export const config: readonly Requirement[] = [
  {
    id: 'config:credentials:carried',
    sentence: "Credentials that HTTP can't carry are refused.",
    source: 'docs/decisions/0012',
  },
  {
    id: 'config:credentials:jwt',
    sentence: 'Tokens of an issuer stand for credentials; issuer and audience are required.',
    source: 'issue 4, part 2',
  },
  {
    id: 'config:credentials:pairs',
    sentence: 'A user without password and a password without user are refused where there is no token.',
    source: 'docs/decisions/0012',
  },
  {
    id: 'config:credentials:published-password',
    sentence: 'With the published password `changeme` the gateway listens on 127.0.0.1 only.',
    source: 'docs/decisions/0012',
  },
  {
    id: 'config:credentials:required',
    sentence: 'A configuration without credentials is refused, with what to set.',
    source: 'design.md, decision 8',
  },
  {
    id: 'config:default-file:content',
    sentence: 'The default file listens on 127.0.0.1 and holds a generated password and token.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:default-file:exclusive',
    sentence: 'The default file appears whole or not at all, and never replaces another one.',
    source: 'issue 3, Done means',
  },
  {
    id: 'config:default-file:mode',
    sentence: 'Only its owner can read the default file (mode 0600).',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:defaults:filled',
    sentence: 'Every setting that a file leaves out has the default of the reference.',
    source: 'signalwire-cli-reference.txt',
  },
  {
    id: 'config:diff:pointers',
    sentence: 'A change of configuration is told setting by setting, with pointer, before and after.',
    source: 'design.md, Endpoints',
  },
  {
    id: 'config:diff:secrets',
    sentence: 'Differences between configurations show no secret.',
    source: 'design.md, decision 8',
  },
  {
    id: 'config:editors:schema',
    sentence: 'A JSON Schema file marks mistakes in editors and accepts what the gateway accepts.',
    source: 'issue 3, part 2',
  },
  {
    id: 'config:environment:file-wins',
    sentence: 'What the file says wins over the `MCP_` variables.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:environment:fills',
    sentence:
      '`MCP_HOST`, `MCP_PORT`, `MCP_AUTH_USER`, `MCP_AUTH_PASSWORD` and `MCP_AUTH_TOKEN` fill a setting that the file leaves out or empty.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:example:alone',
    sentence: '@gw/config is useful alone: its example runs.',
    source: 'issue 3, part 9',
  },
  {
    id: 'config:file:bounded',
    sentence: 'No more than 4 MiB of a configuration file are read.',
    source: 'packages/config/README.md',
  },
  {
    id: 'config:file:byte-order-mark',
    sentence: 'A byte order mark at the start of the file is skipped.',
    source: 'docs/configuration.md',
  },
  {
    id: 'config:file:duplicate-keys',
    sentence: 'A key that stands twice is an error with both lines.',
    source: 'docs/decisions/0013',
  },
  {
    id: 'config:file:syntax-position',
    sentence: "A file that isn't JSON is refused with line and column.",
    source: 'issue 3, part 2',
  },
  {
    id: 'config:first:generated-secrets',
    sentence: 'Every first configuration has a password and a token of its own.',
    source: 'wire contract, Config',
  },
  {
    id: 'config:first:start',
    sentence: 'A start without a configuration file writes one, says where, and starts with it.',
    source: 'wire contract, Config',
  },
  {
    id: 'config:first:written',
    sentence:
      'The first configuration has mode 0600, listens on 127.0.0.1:8080, and holds a generated password and token and services that can run.',
    source: 'wire contract, Config',
  },
  {
    id: 'config:issues:all-at-once',
    sentence: 'Errors come with the JSON pointer, the value and what was expected, all of them at once.',
    source: 'issue 3, part 2',
  },
  {
    id: 'config:issues:any-input',
    sentence: 'Any JSON becomes a valid configuration or a ConfigError.',
    source: 'issue 3, Bad input, faults',
  },
  {
    id: 'config:issues:secrets',
    sentence: 'No secret of a configuration stands in any issue, warning or syntax error.',
    source: 'issue 3, part 2; design.md, decision 8',
  },
  {
    id: 'config:logging:levels',
    sentence: "Log levels are Python's names in any case.",
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:paths:commands',
    sentence: 'Commands are left as they are.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:paths:defaults',
    sentence:
      '`session.sandbox_dir` is `sandbox` in `data_dir`, `data_dir` is `data` beside the file, by default.',
    source: 'signalwire-wire.md, Config; platform-wire.md, Configuration',
  },
  {
    id: 'config:paths:working-folder',
    sentence: "Relative paths are the working folder's.",
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:rate-limits:notation',
    sentence: "Rate limits are read in the notation of Python's `limits`.",
    source: 'issue 3, part 6',
  },
  {
    id: 'config:rate-limits:several',
    sentence: 'Several rate limits may stand in one text.',
    source: 'issue 3, part 6',
  },
  {
    id: 'config:readme:runs',
    sentence: 'The program in the README of @gw/config runs as it stands.',
    source: 'issue 3, part 11',
  },
  {
    id: 'config:reference:generated',
    sentence: 'The configuration reference and the JSON Schema are generated from the schema and up to date.',
    source: 'issue 3, parts 2 and 11',
  },
  {
    id: 'config:sandbox:both-keys',
    sentence: 'The sandbox block is read under `sandbox` and under `sandbox_config`.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:sandbox:merged',
    sentence: 'Given under both names, the blocks are merged, and `sandbox` wins with a warning.',
    source: 'docs/configuration.md',
  },
  {
    id: 'config:sandbox:positive-limits',
    sentence: 'Limits of the sandbox are configurable and have to be positive.',
    source: 'issue 3, part 4',
  },
  {
    id: 'config:security:lists',
    sentence: 'Hosts, origins and proxies that could never match are refused.',
    source: 'issue 3, part 6',
  },
  {
    id: 'config:services:idle-settings',
    sentence: 'Settings for a url are warned about where a command starts the service.',
    source: 'issue 4, part 1',
  },
  {
    id: 'config:services:url',
    sentence: 'A service has a command or a url, with a transport, headers and private addresses of its own.',
    source: 'issue 4, part 1',
  },
  {
    id: 'config:services:disabled-checked',
    sentence: 'The settings of a disabled service are checked, too.',
    source: 'docs/configuration.md',
  },
  {
    id: 'config:services:names',
    sentence: 'Names of services are `[a-zA-Z0-9_-]{1,64}`.',
    source: 'signalwire-wire.md, REST',
  },
  {
    id: 'config:text:converted',
    sentence: 'Settings that are numbers or booleans by the schema may be given as text.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:text:kept',
    sentence: 'Texts that look like numbers stay texts where a text is meant.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:text:unquoted',
    sentence: 'A number where a text is meant is an error with the advice to quote it.',
    source: 'docs/configuration.md',
  },
  {
    id: 'config:unknown-keys:warning',
    sentence: 'The gateway warns about unknown keys with the nearest known one, and starts.',
    source: 'issue 3, part 2',
  },
  {
    id: 'config:unknown:nearest',
    sentence: 'Unknown keys are warned about with the nearest known one.',
    source: 'issue 3, part 2',
  },
  {
    id: 'config:unknown:nothing-ignored',
    sentence: 'A setting that nothing implements is warned about, not accepted silently.',
    source: 'docs/decisions/0010',
  },
  {
    id: 'config:variables:defaults',
    sentence: 'A default may hold any characters, `|` and braces in pairs included.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:variables:empty',
    sentence: 'A variable that is set but empty counts as set.',
    source: 'docs/configuration.md',
  },
  {
    id: 'config:variables:once',
    sentence: 'What a variable or a default holds is never looked at for further variables.',
    source: 'docs/configuration.md',
  },
  {
    id: 'config:variables:places',
    sentence:
      '`${VAR|default}` and `${VAR}` stand for a whole value or within a text, several in one text too.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:variables:unset',
    sentence: 'An unset variable without default is an error that names the variable and the setting.',
    source: 'signalwire-wire.md, Config',
  },
  {
    id: 'config:watch:changes',
    sentence: 'A changed configuration file is noticed.',
    source: 'design.md, Endpoints (`--watch`)',
  },
  {
    id: 'config:watch:disposal',
    sentence: 'After disposal of the watch, nothing is told any more.',
    source: 'packages/config/README.md',
  },
  {
    id: 'config:watch:links',
    sentence: 'A link that is switched to another file is noticed.',
    source: 'docs/decisions/0014',
  },
  {
    id: 'config:watch:recreated',
    sentence: 'A configuration file, or its folder, that is deleted and made again is followed.',
    source: 'docs/decisions/0014',
  },
  {
    id: 'config:storage:uri',
    sentence: '`storage` is the URI of a PostgreSQL database, and never shown.',
    source: 'issue 6, part 1',
  },
  {
    id: 'config:watch:replaced',
    sentence: 'A configuration file that an editor replaces by renaming is noticed, each time.',
    source: 'docs/decisions/0014',
  },
  {
    id: 'config:wrong:every-problem',
    sentence: 'A wrong configuration is refused with every problem at once, each with its JSON pointer.',
    source: 'issue 3, part 2',
  },
  {
    id: 'config:wrong:no-start',
    sentence: "With a wrong configuration the gateway doesn't start, and leaves the file as it is.",
    source: 'issue 3, Bad input',
  },
];
