import { dirname, join, resolve } from 'node:path';
import { Check } from 'typebox/schema';
import { checkCredentials, guardPublishedPassword, warnOfHalfCredentials } from './credential-rules.ts';
import type { Draft } from './draft.ts';
import { checkEmbeddings } from './embeddings-rules.ts';
import { ConfigError, type ConfigIssue } from './errors.ts';
import { type GatewayConfig, GatewayConfigSchema } from './schema/gateway-config.ts';
import { SettingReader } from './setting-reader.ts';
import type { Env } from './substitute.ts';
import { checkUpstreams, warnOfIdleSettings } from './upstream-rules.ts';

/** What a configuration is read against. */
export interface ParseConfigOptions {
  /** The environment for `${VAR}` and the `MCP_…` variables. */
  readonly env: Env;
  /** The working folder: relative paths of the file are relative to it. */
  readonly cwd: string;
  /** Where the file is: `data_dir` is `data` beside it by default. */
  readonly configPath: string;
}

/** A configuration that can be used, and what is odd about it. */
export interface ParsedConfig {
  readonly config: GatewayConfig;
  /** Unknown keys and settings without effect; worth a log line each. */
  readonly warnings: ConfigIssue[];
}

/**
 * Makes a configuration of a parsed file: variables replaced, texts converted, defaults filled, paths absolute,
 * everything checked. Reads nothing but its arguments.
 *
 * @param input what `JSON.parse` gave; any other value is refused, not trusted.
 * @throws {ConfigError} `GW_CONFIG_INVALID` with every problem at once.
 */
export function parseConfig(input: unknown, options: ParseConfigOptions): ParsedConfig {
  const reader = new SettingReader(GatewayConfigSchema, options);
  const draft = (reader.read(withoutSchemaLink(input)) ?? {}) as Draft<GatewayConfig>;
  const { issues, warnings } = reader;
  const isRefused = (pointer: string) => issues.some(issue => issue.pointer.startsWith(pointer));
  issues.push(
    ...checkCredentials(draft.server ?? {}),
    ...checkUpstreams(draft, isRefused),
    ...checkEmbeddings(draft, isRefused),
  );
  if (issues.length > 0) throw invalid(options.configPath, issues);

  const guarded = guardPublishedPassword(draft.server ?? {});
  const config = completed(draft, guarded.host, options);
  if (!Check(GatewayConfigSchema, config)) {
    throw invalid(options.configPath, [{ pointer: '', message: 'could not be completed' }]);
  }
  return {
    config,
    warnings: [
      ...warnings,
      ...warnOfHalfCredentials(config.server),
      ...guarded.warnings,
      ...warnOfIdleSettings(config),
    ],
  };
}

/** What follows from other settings, or from where the file is. */
function completed(
  draft: Draft<GatewayConfig>,
  host: string | undefined,
  options: ParseConfigOptions,
): unknown {
  const dataDir = draft.data_dir ?? join(dirname(resolve(options.cwd, options.configPath)), 'data');
  return {
    ...draft,
    server: { ...draft.server, ...(host === undefined ? {} : { host }) },
    session: { ...draft.session, sandbox_dir: draft.session?.sandbox_dir ?? join(dataDir, 'sandbox') },
    data_dir: dataDir,
  };
}

/** `$schema` tells editors where the JSON Schema is; it is no setting. */
function withoutSchemaLink(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, '$schema')) return input;
  return Object.fromEntries(Object.entries(input).filter(([key]) => key !== '$schema'));
}

function invalid(path: string, issues: ConfigIssue[]): ConfigError {
  const count = issues.length === 1 ? 'one problem' : `${issues.length} problems`;
  return new ConfigError('GW_CONFIG_INVALID', `${path} has ${count}:`, issues);
}
